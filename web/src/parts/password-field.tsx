/** A password being typed: hidden or shown, and for one being chosen what makes it good, as it is typed. Needs the texts of the namespace auth. */
import { clsx } from 'clsx'
import Check from 'lucide-react/icons/check'
import Circle from 'lucide-react/icons/circle'
import Eye from 'lucide-react/icons/eye'
import EyeOff from 'lucide-react/icons/eye-off'
import { useState } from 'react'
import { MIN_PASSWORD, type PasswordFault, passwordFaults } from '../../../src/contract/password.ts'
import { type Text, useText } from '../i18n/index.ts'
import { IconButton } from '../ui/button.tsx'
import { Field, Input } from '../ui/input.tsx'

/** Whose password it is to be: it may not be made of that. */
export interface PasswordOwner {
  readonly email?: string | undefined
  readonly name?: string | undefined
}

/** @param t texts of the namespace auth */
export function passwordError(password: string, about: PasswordOwner, t: Text): { password?: string } {
  const [fault] = passwordFaults(password, about)
  return fault === undefined ? {} : { password: t(`fault.${fault}`, { min: MIN_PASSWORD }) }
}

export interface PasswordFieldProps {
  value: string
  onChange: (value: string) => void
  error: string | undefined
  /** for a password being chosen: whose it is to be; without, one that is remembered */
  fresh?: PasswordOwner
  label?: string
}

export function PasswordField({ value, onChange, error, fresh, label }: PasswordFieldProps) {
  const t = useText('auth')
  const [shown, setShown] = useState(false)
  return (
    <div className="flex flex-col gap-2">
      <Field label={label ?? t('password')} error={error}>
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
      {fresh ? <Rules password={value} about={fresh} /> : null}
    </div>
  )
}

const RULES: readonly PasswordFault[] = ['length', 'guessable', 'own']

/** Said before the first letter, ticked off as it is typed. */
function Rules({ password, about }: { password: string; about: PasswordOwner }) {
  const t = useText('auth')
  const faults = passwordFaults(password, about)
  return (
    <ul aria-label={t('rules')} className="flex flex-col gap-0.5 text-12">
      {RULES.map((rule) => {
        const met = password !== '' && !faults.includes(rule)
        return (
          <li key={rule} className={clsx('flex items-center gap-1.5', met ? 'text-ok' : 'text-muted')}>
            {met ? (
              <Check size={12} aria-hidden="true" />
            ) : (
              <Circle size={12} aria-hidden="true" className="scale-75 text-faint" />
            )}
            {t(`rule.${rule}`, { min: MIN_PASSWORD })}
            {met ? <span className="sr-only">: {t('ruleMet')}</span> : null}
          </li>
        )
      })}
    </ul>
  )
}
