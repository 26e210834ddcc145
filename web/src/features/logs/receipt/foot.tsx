/** The foot of the receipt: its hash, the one before it, and the stamp. */
import { useText } from '../../../i18n/index.ts'
import { CopyButton } from '../../../ui/copy.tsx'
import { Part } from './paper.tsx'

export function Foot({ hash, previous }: { hash: string | null; previous: string | null }) {
  const t = useText('logs')
  return (
    <Part>
      <div className="flex flex-col gap-2">
        <Hash label={t('hash.previous')} value={previous} none={t('hash.first')} />
        <Hash label={t('hash.own')} value={hash} none={t('hash.none')} strong />
      </div>
    </Part>
  )
}

interface HashProps {
  label: string
  value: string | null
  none: string
  strong?: boolean
}

function Hash({ label, value, none, strong }: HashProps) {
  return (
    <div className="flex items-start justify-between gap-3">
      <div className="min-w-0">
        <p className="text-12 text-muted">{label}</p>
        <p className={strong ? 'font-mono text-12' : 'font-mono text-12 text-muted'}>
          {value === null ? none : blocks(value)}
        </p>
      </div>
      {value ? (
        <span className="-mr-2 shrink-0 print:hidden">
          <CopyButton text={value} />
        </span>
      ) : null}
    </div>
  )
}

/** 64 digits in blocks of eight: easier to compare by eye. */
const blocks = (hash: string): string => hash.replace(/(.{8})(?=.)/g, '$1 ')
