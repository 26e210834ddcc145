/** The way to a list as a file: all of it, whatever page is shown. */
import Download from 'lucide-react/icons/download'
import { withQuery } from '../api/client.ts'
import { useText } from '../i18n/index.ts'
import { buttonClass } from '../ui/button.tsx'
import { OutLink } from '../ui/link.tsx'

export interface CsvLinkProps {
  /** relative to /api/v1 */
  path: string
  query?: Parameters<typeof withQuery>[1]
  /** where several stand together: what is in it */
  name?: string
  size?: 'sm' | 'md'
}

export function CsvLink({ path, query = {}, name, size = 'sm' }: CsvLinkProps) {
  const t = useText('common')
  return (
    <OutLink href={withQuery(`/api/v1${path}`, { ...query, format: 'csv' })} className={buttonClass({ size })}>
      <Download size={14} aria-hidden="true" />
      {name === undefined ? 'CSV' : t('csvOf', { name })}
    </OutLink>
  )
}
