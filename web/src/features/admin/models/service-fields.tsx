/** Multiples of the price for service tiers, by which upstreams sell the same tokens later or sooner. */
import { useText } from '../../../i18n/index.ts'
import { Field, Input } from '../../../ui/input.tsx'
import { SERVICES, type ServiceValues } from './price-values.ts'

export interface ServiceFieldsProps {
  services: ServiceValues
  onChange: (services: ServiceValues) => void
  error: string | undefined
}

export function ServiceFields({ services, onChange, error }: ServiceFieldsProps) {
  const t = useText('admin-models')
  const r = useText('rates')
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 text-13 font-medium">{t('services.title')}</legend>
      <div className="grid grid-cols-3 gap-3">
        {SERVICES.map((service) => (
          <Field key={service} label={r(`service.${service}`)}>
            <Input
              inputMode="decimal"
              className="num text-right"
              placeholder="1"
              value={services[service] ?? ''}
              onChange={(event) => onChange({ ...services, [service]: event.target.value })}
            />
          </Field>
        ))}
      </div>
      {error ? (
        <p role="alert" className="text-12 text-danger">
          {error}
        </p>
      ) : (
        <p className="text-12 text-muted">{t('services.hint')}</p>
      )}
    </fieldset>
  )
}
