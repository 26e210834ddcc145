/** Copy to the clipboard with a visible and spoken answer; works without the clipboard API too. */
import Check from 'lucide-react/icons/check'
import Copy from 'lucide-react/icons/copy'
import { useEffect, useState } from 'react'
import { useText } from '../i18n/index.ts'
import { Button, IconButton } from './button.tsx'

async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}

export interface CopyButtonProps {
  text: string
  /** with words beside the icon */
  label?: string
  /** spoken name when there are no words; default "Copy" */
  name?: string
}

export function CopyButton({ text, label, name }: CopyButtonProps) {
  const t = useText('common')
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1600)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => void copyText(text).then(() => setCopied(true))
  const icon = copied ? (
    <Check size={14} aria-hidden="true" className="text-ok" />
  ) : (
    <Copy size={14} aria-hidden="true" />
  )
  const spoken = (
    <span role="status" className="sr-only">
      {copied ? t('action.copied') : ''}
    </span>
  )
  if (label) {
    return (
      <>
        <Button onClick={copy} icon={icon}>
          {copied ? t('action.copied') : label}
        </Button>
        {spoken}
      </>
    )
  }
  return (
    <>
      <IconButton size="sm" label={copied ? t('action.copied') : (name ?? t('action.copy'))} onClick={copy}>
        {icon}
      </IconButton>
      {spoken}
    </>
  )
}
