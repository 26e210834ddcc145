/** The receipt of one call: every number that makes its bill, verified in the browser on request, ready to print. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import Printer from 'lucide-react/icons/printer'
import { type ReactNode, useState } from 'react'
import type { Receipt } from '../../../../src/contract/calls.ts'
import { ApiProblem } from '../../api/client.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { serverTime } from '../../clock.ts'
import { useText } from '../../i18n/index.ts'
import { sha256 } from '../../parts/sha256.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Wordmark } from '../../ui/logo.tsx'
import { PageBody, PageHeader, useTitle } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DateTime } from '../../ui/time.tsx'
import { Bill, Hold, Mining } from './receipt/bill.tsx'
import { Entries } from './receipt/entries.tsx'
import { Foot } from './receipt/foot.tsx'
import { Fact, Paper, Part } from './receipt/paper.tsx'
import { Details, Verify } from './receipt/side.tsx'
import { Stamp } from './receipt/stamp.tsx'
import { usePrintLight } from './receipt/use-print-light.ts'
import { type Verification, verifyReceipt } from './receipt/verify.ts'

export function Page() {
  const t = useText('logs')
  const { callId = '' } = useParams({ strict: false }) as { callId?: string }
  useTitle(t('receipt.title'))
  usePrintLight()
  const answer = useQuery({
    queryKey: keyOf('GET /calls/{callId}', callId),
    queryFn: ({ signal }) => call('GET /calls/{callId}', { params: { callId }, signal }),
    staleTime: STALE.static,
  })
  if (answer.error instanceof ApiProblem && answer.error.code === 'call_not_found') return <NotFound />
  return (
    <PageBody className="print:p-0">
      <header className="flex items-center justify-between gap-4 print:hidden">
        <BackLink to="/logs" name={t('title')} />
        <Button onClick={() => window.print()} icon={<Printer size={14} aria-hidden="true" />}>
          {t('receipt.print')}
        </Button>
      </header>
      <Loaded query={answer} loading={<PageSkeleton />}>
        {(receipt) => <Content key={receipt.callId} receipt={receipt} />}
      </Loaded>
    </PageBody>
  )
}

function NotFound() {
  const t = useText('logs')
  return (
    <PageBody>
      <PageHeader title={t('receipt.title')} back={{ to: '/logs', name: t('title') }} />
      <EmptyState title={t('receipt.notFound')} action={<ButtonLink to="/logs">{t('receipt.back')}</ButtonLink>}>
        {t('receipt.notFoundText')}
      </EmptyState>
    </PageBody>
  )
}

interface Verified extends Verification {
  at: number
}

function Content({ receipt }: { receipt: Receipt }) {
  const t = useText('logs')
  const [result, setResult] = useState<Verified>()
  const [pending, setPending] = useState(false)
  const verify = async () => {
    setPending(true)
    setResult({ ...(await verifyReceipt(receipt, sha256)), at: serverTime() })
    setPending(false)
  }
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_320px] lg:grid-rows-[auto_1fr] print:block">
      <Paper label={t('receipt.title')}>
        <Head receipt={receipt} stamp={result ? <Stamp verdict={result.verdict} at={result.at} /> : null} />
        {receipt.state === 'captured' ? (
          <>
            <Bill receipt={receipt} />
            <Mining receipt={receipt} />
          </>
        ) : (
          <Free receipt={receipt} />
        )}
        <Hold receipt={receipt} />
        <Entries entries={receipt.entries} />
        <Foot hash={receipt.hash} previous={receipt.prevHash} />
      </Paper>
      <Verify result={result} pending={pending} onVerify={() => void verify()} />
      <Details receipt={receipt} />
    </div>
  )
}

/** The stamp has its place beside the name, so that nothing moves when it comes down. */
function Head({ receipt, stamp }: { receipt: Receipt; stamp: ReactNode }) {
  const t = useText('logs')
  const r = useText('rates')
  const c = useText('common')
  const number = receipt.record?.['receipt']
  return (
    <header className="pb-3.5">
      <div className="flex min-h-20 items-center justify-between gap-3 pb-2">
        <div className="flex flex-col gap-1">
          <Wordmark />
          <h1 className="text-13 text-muted">
            {t('receipt.title')}
            {typeof number === 'number' ? <span className="num"> {t('receipt.number', { number })}</span> : null}
          </h1>
        </div>
        {stamp}
      </div>
      <Fact label={t('column.model')}>
        <span className="font-semibold">{receipt.model}</span>
      </Fact>
      <Fact label={t('column.time')}>
        <DateTime at={receipt.at} detail="second" />
      </Fact>
      <Fact label={t('column.key')}>
        {receipt.keyName ?? (receipt.keyId === null ? t('noKey') : `#${receipt.keyId}`)}
      </Fact>
      {receipt.tier ? <Fact label={t('receipt.tier')}>{c(`tier.${receipt.tier}`)}</Fact> : null}
      {receipt.service && receipt.service !== 'standard' ? (
        <Fact label={t('receipt.service')}>{r(`service.${receipt.service}`)}</Fact>
      ) : null}
      <Fact label={t('receipt.call')}>
        <span className="inline-flex items-center gap-1 font-mono text-12 break-all">
          {receipt.callId}
          <span className="-my-1 print:hidden">
            <CopyButton text={receipt.callId} />
          </span>
        </span>
      </Fact>
    </header>
  )
}

/** Released and aborted calls: what happened, and that nothing was charged. */
function Free({ receipt }: { receipt: Receipt }) {
  const t = useText('logs')
  return (
    <Part>
      <p className="text-14 font-semibold">{t('free.title')}</p>
      <p className="mt-1 text-13 text-muted">{receipt.state === 'aborted' ? t('free.aborted') : t('free.released')}</p>
    </Part>
  )
}
