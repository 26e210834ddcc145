/** Where the same numbers come from: the API's own answer, and as CSV where it has one. */
import { useText } from '../../i18n/index.ts'
import { OutLink } from '../../ui/link.tsx'

/** @param path relative to /api/v1 */
export function Source({ path, csv }: { path: string; csv?: boolean }) {
  const t = useText('transparency')
  return (
    <span className="flex items-center gap-3 text-12">
      <OutLink href={`/api/v1${path}`} className="text-muted underline underline-offset-3 hover:text-text">
        {t('source.api')}
      </OutLink>
      {csv ? (
        <OutLink
          href={`/api/v1${path}${path.includes('?') ? '&' : '?'}format=csv`}
          className="text-muted underline underline-offset-3 hover:text-text"
        >
          {t('source.csv')}
        </OutLink>
      ) : null}
    </span>
  )
}
