/** A secret that is shown once, with its copy button and "I have saved it". */
import { useText } from '../i18n/index.ts'
import { Button } from '../ui/button.tsx'
import { CodeBlock } from '../ui/code.tsx'
import { CopyButton } from '../ui/copy.tsx'

export interface ShownSecretProps {
  secret: string
  /** credentials for bots, where the key has them */
  signing?: { apiKey: string; secret: string | null } | null
  onDone: () => void
}

/** Needs the texts of the namespace keys. */
export function ShownSecret({ secret, signing = null, onDone }: ShownSecretProps) {
  const t = useText('keys')
  return (
    <div className="flex flex-col gap-4">
      <CodeBlock code={secret} label={t('secret.title')} wrap />
      {signing ? <Shown label={t('secret.apiKey')} text={signing.apiKey} /> : null}
      {signing?.secret ? <Shown label={t('secret.signing')} text={signing.secret} /> : null}
      <div className="flex justify-end gap-2 max-sm:[&>*]:flex-1">
        <CopyButton text={secret} label={t('secret.copy')} />
        <Button variant="primary" onClick={onDone}>
          {t('secret.saved')}
        </Button>
      </div>
    </div>
  )
}

function Shown({ label, text }: { label: string; text: string }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-13 font-medium">{label}</span>
      <CodeBlock code={text} label={label} wrap />
    </div>
  )
}
