/** The search of a list, in its row of filters. */
import { Input } from './input.tsx'

export interface SearchInputProps {
  label: string
  value: string
  onChange: (value: string) => void
}

/** Longer than this finds nothing anyway, and some lists refuse it. */
const MOST = 100

export function SearchInput({ label, value, onChange }: SearchInputProps) {
  return (
    <Input
      size="sm"
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      maxLength={MOST}
      onChange={(event) => onChange(event.target.value)}
      className="max-w-72"
    />
  )
}
