/** Says on every page that no real money is here, and what that means. */
import { useStatus } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { Popover } from '../../ui/popover.tsx'

export function SimulationTag() {
  const t = useText('common')
  const status = useStatus()
  // Unknown counts as simulation: the tag may be missing only when the server says the money is real.
  if (status && !status.simulation) return null
  return (
    <Popover
      align="end"
      title={t('simulation.title')}
      trigger={
        <button
          type="button"
          className="hit flex h-6 items-center rounded-[5px] border border-warn/50 bg-warn-soft px-1.5 text-12 font-semibold whitespace-nowrap text-warn [html:lang(en)_&]:tracking-[0.04em]"
        >
          <span className="max-[420px]:hidden">{t('simulation.tag')}</span>
          <span className="hidden max-[420px]:inline">
            <abbr title={t('simulation.tag')} className="no-underline">
              {t('simulation.short')}
            </abbr>
          </span>
        </button>
      }
    >
      <p className="text-muted">{t('simulation.text')}</p>
    </Popover>
  )
}
