/** What a margin order does beside trading: borrow what it lacks, pay back with what it brings, never more than the position. */
import { useText } from '../../../i18n/index.ts'
import { Checkbox } from '../../../ui/toggle.tsx'
import type { FieldsProps } from '../ticket/fields.tsx'
import { isList, type TicketForm } from '../ticket/form.ts'

export function SideEffects({ form, change }: Pick<FieldsProps, 'form' | 'change'>) {
  const t = useText('margin')
  const box = (name: 'borrow' | 'repay' | 'reduceOnly', effect: Partial<TicketForm>, disabled = false) => (
    <Checkbox
      checked={form[name] && !disabled}
      disabled={disabled}
      onChange={(on) => change(on ? { ...effect, [name]: true } : { [name]: false })}
      label={<span className="text-13">{t(`effect.${name}`)}</span>}
    />
  )
  const alone = !isList(form)
  const asset = form.side === 'buy' ? 'CR' : 'LCO'
  return (
    <fieldset className="flex flex-col gap-1.5 max-sm:gap-0">
      <legend className="sr-only">{t('effect.title')}</legend>
      {box('borrow', { reduceOnly: false }, !alone)}
      {box('repay', {})}
      {box('reduceOnly', { borrow: false }, !alone)}
      <p className="text-12 text-muted">
        {alone ? (form.borrow ? t('effect.borrows', { asset }) : t('effect.ownOnly')) : t('effect.list')}
      </p>
    </fieldset>
  )
}
