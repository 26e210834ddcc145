/** A secret that is shown once, with its copy button and "I have saved it". */
import { useText } from '../i18n/index.ts'
import { Button } from '../ui/button.tsx'
import { CodeBlock } from '../ui/code.tsx'
import { CopyButton } from '../ui/copy.tsx'

/** Needs the texts of the namespace keys. */
export function ShownSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const t = useText('keys')
  return (
    <div className="flex flex-col gap-4">
      <CodeBlock code={secret} label={t('secret.title')} wrap />
      <div className="flex justify-end gap-2 max-sm:[&>*]:flex-1">
        <CopyButton text={secret} label={t('secret.copy')} />
        <Button variant="primary" onClick={onDone}>
          {t('secret.saved')}
        </Button>
      </div>
    </div>
  )
}
