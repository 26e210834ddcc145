/** Sends one small request through a channel and tells what came back. */
import { useState } from 'react'
import type { Channel } from '../../../../../src/contract/admin-channels.ts'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { problemText } from '../../../api/problem.ts'
import { queryClient } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/input.tsx'
import { Facts } from '../../../ui/page.tsx'
import { Select } from '../../../ui/select.tsx'

type Result = Answer<'POST /admin/channels/{channelId}/test'>

export interface TestDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  channel: Channel
}

export function TestDialog({ open, onOpenChange, channel }: TestDialogProps) {
  const t = useText('admin-channels')
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="sm"
      title={t('test.title', { name: channel.name })}
      description={t('test.text')}
    >
      {open ? <Probe channel={channel} /> : null}
    </Dialog>
  )
}

function Probe({ channel }: { channel: Channel }) {
  const t = useText('admin-channels')
  const [model, setModel] = useState(channel.models[0]?.model ?? '')
  const [result, setResult] = useState<Result>()
  const [problem, setProblem] = useState<string>()
  const [pending, setPending] = useState(false)
  const run = async () => {
    setPending(true)
    setProblem(undefined)
    try {
      setResult(
        await call('POST /admin/channels/{channelId}/test', {
          params: { channelId: channel.channelId },
          body: model === '' ? {} : { model },
        }),
      )
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/channels') })
    } catch (error) {
      setResult(undefined)
      setProblem(problemText(error).title)
    }
    setPending(false)
  }
  return (
    <div className="flex flex-col gap-4">
      {channel.models.length > 0 ? (
        <Field label={t('test.model')}>
          <Select
            value={model}
            onChange={setModel}
            options={channel.models.map((each) => ({ value: each.model, label: each.model }))}
          />
        </Field>
      ) : null}
      <Button variant="primary" pending={pending} onClick={() => void run()}>
        {result ? t('test.again') : t('test.run')}
      </Button>
      <div role="status">{result ? <Outcome result={result} /> : null}</div>
      {problem ? (
        <p role="alert" className="text-13 text-danger">
          {problem}
        </p>
      ) : null}
    </div>
  )
}

function Outcome({ result }: { result: Result }) {
  const t = useText('admin-channels')
  return (
    <>
      <Facts
        items={[
          {
            key: 'ok',
            label: t('test.result'),
            value: <Badge tone={result.ok ? 'ok' : 'danger'}>{result.ok ? t('test.ok') : t('test.failed')}</Badge>,
          },
          { key: 'status', label: t('test.status'), value: result.status ?? '–' },
          { key: 'latency', label: t('test.latency'), value: `${(result.latencyMs / 1000).toFixed(2)} s` },
        ]}
      />
      {result.detail ? (
        <p className="mt-2 rounded-control border border-line bg-raised px-3 py-2 font-mono text-12 break-words">
          {result.detail}
        </p>
      ) : null}
    </>
  )
}
