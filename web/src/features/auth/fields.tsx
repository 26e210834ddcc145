/** Fields shared by sign-in, sign-up and set-up, and what makes them valid. */
import { type Text, useText } from '../../i18n/index.ts'
import { PasswordField, passwordError } from '../../parts/password-field.tsx'
import type { FormState } from '../../ui/form.ts'
import { Field, Input } from '../../ui/input.tsx'

const NAME_MAX = 64
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

export interface AuthValues {
  name: string
  email: string
  password: string
}

/** @param t texts of the namespace auth */
export function checkAuth({ name, email, password }: AuthValues, t: Text): Partial<Record<keyof AuthValues, string>> {
  return {
    ...(name.trim() === '' || name.trim().length > NAME_MAX ? { name: t('error.name', { max: NAME_MAX }) } : {}),
    ...checkEmail(email, t),
    ...passwordError(password, { email, name }, t),
  }
}

export const checkEmail = (email: string, t: Text): { email?: string } =>
  EMAIL.test(email.trim()) ? {} : { email: t('error.email') }

interface FieldProps {
  value: string
  onChange: (value: string) => void
  error: string | undefined
}

function NameField({ value, onChange, error }: FieldProps) {
  const t = useText('auth')
  return (
    <Field label={t('name')} hint={t('nameHint')} error={error}>
      <Input size="lg" autoComplete="nickname" value={value} onChange={(event) => onChange(event.target.value)} />
    </Field>
  )
}

export function EmailField({ value, onChange, error }: FieldProps) {
  const t = useText('auth')
  return (
    <Field label={t('email')} error={error}>
      <Input
        size="lg"
        type="email"
        autoComplete="email"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  )
}

/** Who opens an account, and with what it is opened again. */
export function NewAccountFields({
  form: { values, set, errors },
}: {
  form: Pick<FormState<AuthValues>, 'values' | 'set' | 'errors'>
}) {
  return (
    <>
      <NameField value={values.name} onChange={(name) => set({ name })} error={errors.name} />
      <EmailField value={values.email} onChange={(email) => set({ email })} error={errors.email} />
      <PasswordField
        fresh={values}
        value={values.password}
        onChange={(password) => set({ password })}
        error={errors.password}
      />
    </>
  )
}
