/** The models of a channel as rows to edit: name, alias, kind, limits; many at once by pasting their names. */
import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import { useState } from 'react'
import { useText } from '../../../i18n/index.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Input, TextArea } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import { type ModelRow, NEW_MODEL, pasted } from './channel-values.ts'

const GRID = 'grid grid-cols-2 gap-1.5 sm:grid-cols-[1.4fr_1.4fr_112px_96px_96px_28px]'

export interface ModelRowsProps {
  rows: readonly ModelRow[]
  onChange: (rows: ModelRow[]) => void
  error: string | undefined
}

export function ModelRows({ rows, onChange, error }: ModelRowsProps) {
  const t = useText('admin-channels')
  const [pasting, setPasting] = useState(false)
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-13 font-medium">{t('models.title')}</legend>
      <p className="mb-2 text-12 text-muted">{t('models.text')}</p>
      {rows.length > 0 ? (
        <ul className="mb-2 flex flex-col gap-2">
          <li aria-hidden="true" className={`${GRID} -mb-1 text-12 text-muted max-sm:hidden`}>
            <span className="px-1">{t('models.model')}</span>
            <span className="px-1">{t('models.upstream')}</span>
            <span className="px-1">{t('models.kind')}</span>
            <span className="px-1 text-right">{t('models.contextLength')}</span>
            <span className="px-1 text-right">{t('models.maxOutput')}</span>
          </li>
          {rows.map((row, index) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: rows are edited in place and have no other identity
              key={index}
              row={row}
              onChange={(change) =>
                onChange(rows.map((each, place) => (place === index ? { ...each, ...change } : each)))
              }
              onRemove={() => onChange(rows.filter((_, place) => place !== index))}
            />
          ))}
        </ul>
      ) : null}
      {error ? (
        <p role="alert" className="mb-2 text-12 text-danger">
          {error}
        </p>
      ) : null}
      {pasting ? (
        <Paste
          onDone={(text) => {
            if (text !== undefined) onChange(pasted(text, rows))
            setPasting(false)
          }}
        />
      ) : (
        <span className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => onChange([...rows, NEW_MODEL])} icon={<Plus size={14} aria-hidden="true" />}>
            {t('models.add')}
          </Button>
          <Button size="sm" variant="ghost" onClick={() => setPasting(true)}>
            {t('models.paste')}
          </Button>
        </span>
      )}
    </fieldset>
  )
}

const KINDS = [
  'chat',
  'embedding',
  'image',
  'speech',
  'transcription',
  'moderation',
  'rerank',
  'video',
  'realtime',
] as const satisfies readonly ModelRow['kind'][]

interface RowProps {
  row: ModelRow
  onChange: (change: Partial<ModelRow>) => void
  onRemove: () => void
}

function Row({ row, onChange, onRemove }: RowProps) {
  const t = useText('admin-channels')
  const input = (key: 'model' | 'upstream' | 'contextLength' | 'maxOutput', placeholder: string, className: string) => (
    <Input
      size="sm"
      aria-label={t(`models.${key}`)}
      placeholder={placeholder}
      value={row[key]}
      autoComplete="off"
      spellCheck={false}
      inputMode={key === 'contextLength' || key === 'maxOutput' ? 'numeric' : 'text'}
      onChange={(event) => onChange({ [key]: event.target.value })}
      className={className}
    />
  )
  return (
    <li className={`${GRID} max-sm:rounded-control max-sm:border max-sm:border-line max-sm:p-2`}>
      {input('model', t('models.model'), 'font-mono text-13')}
      {input('upstream', row.model || t('models.upstream'), 'font-mono text-13')}
      <Select
        size="sm"
        label={t('models.kind')}
        value={row.kind}
        onChange={(kind) => onChange({ kind })}
        options={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
      />
      {input('contextLength', '–', 'num text-right text-13')}
      {input('maxOutput', '–', 'num text-right text-13')}
      <IconButton size="sm" label={t('models.remove', { model: row.model || '–' })} onClick={onRemove}>
        <X size={14} aria-hidden="true" />
      </IconButton>
    </li>
  )
}

function Paste({ onDone }: { onDone: (text: string | undefined) => void }) {
  const t = useText('admin-channels')
  const c = useText('common')
  const [text, setText] = useState('')
  return (
    <div className="flex flex-col gap-2">
      <TextArea
        aria-label={t('models.paste')}
        placeholder={'gpt-4o\ngpt-4o-mini = gpt-4o-mini-2024-07-18'}
        value={text}
        spellCheck={false}
        className="font-mono text-13"
        onChange={(event) => setText(event.target.value)}
      />
      <span className="flex gap-2">
        <Button size="sm" onClick={() => onDone(text)}>
          {t('models.take')}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => onDone(undefined)}>
          {c('action.cancel')}
        </Button>
      </span>
    </div>
  )
}
