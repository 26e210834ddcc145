/** Days of the books: weeks begin on Mondays UTC wherever the reader is. */
import { useLanguage } from '../../i18n/index.ts'

export function useDay(): (at: number) => string {
  const { locale } = useLanguage()
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  return (at) => format.format(at)
}

export function Day({ at }: { at: number }) {
  const day = useDay()
  return (
    <time dateTime={new Date(at).toISOString()} className="num whitespace-nowrap">
      {day(at)}
    </time>
  )
}
