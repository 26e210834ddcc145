/** Fields shared by sign-in, sign-up and set-up, and what makes them valid. */
import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import { useState } from 'react'
import { type Text, useText } from '../../i18n/index.ts'
import { IconButton } from '../../ui/button.tsx'
import type { FormState } from '../../ui/form.ts'
import { Field, Input } from '../../ui/input.tsx'

/** Same bounds as the contract's (src/contract/system.ts). */
const PASSWORD_LENGTH = { min: 10, max: 128 }
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
    ...(password.length < PASSWORD_LENGTH.min || password.length > PASSWORD_LENGTH.max
      ? { password: t('error.password', { min: PASSWORD_LENGTH.min }) }
      : {}),
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
      <PasswordField fresh value={values.password} onChange={(password) => set({ password })} error={errors.password} />
    </>
  )
}

export interface PasswordFieldProps extends FieldProps {
  fresh: boolean
}

/** @param fresh a password being chosen, not one being remembered */
export function PasswordField({ value, onChange, error, fresh }: PasswordFieldProps) {
  const t = useText('auth')
  const [shown, setShown] = useState(false)
  return (
    <Field
      label={t('password')}
      hint={fresh ? t('passwordHint', { min: PASSWORD_LENGTH.min }) : undefined}
      error={error}
    >
      <div className="relative">
        <Input
          size="lg"
          type={shown ? 'text' : 'password'}
          autoComplete={fresh ? 'new-password' : 'current-password'}
          spellCheck={false}
          className="pr-11"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        <span className="absolute inset-y-0 right-1 flex items-center">
          <IconButton label={shown ? t('hide') : t('show')} aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? <EyeOff size={16} aria-hidden="true" /> : <Eye size={16} aria-hidden="true" />}
          </IconButton>
        </span>
      </div>
    </Field>
  )
}
