/** Comments on a market: the newest first, writing one, reporting one. */
import { useState } from 'react'
import { call, keyOf } from '../../api/platform.ts'
import { problemText } from '../../api/problem.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { useBooking } from '../../parts/use-booking.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field, Form, FormError, TextArea } from '../../ui/input.tsx'
import { Section } from '../../ui/page.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { TimeAgo } from '../../ui/time.tsx'
import { told } from '../../ui/toast.ts'
import { useRefreshed } from './use-predict.ts'

const LONGEST = 2_000

export function Comments({ marketId, open }: { marketId: number; open: boolean }) {
  const t = useText('predict')
  const signedIn = useSession().status === 'user'
  const [reported, setReported] = useState<number>()
  const paged = usePaged({
    key: keyOf('GET /predictions/{marketId}/comments', marketId),
    read: (page, signal) => call('GET /predictions/{marketId}/comments', { params: { marketId }, query: page, signal }),
    staleTime: STALE.live,
  })
  const report = async (reason: string) => {
    await call('POST /predictions/comments/{commentId}/report', {
      params: { commentId: reported ?? 0 },
      body: { reason },
    })
    told.done(t('comment.reported'))
  }
  return (
    <Section title={t('comment.title')}>
      <div className="flex flex-col gap-4">
        {signedIn && open ? <Write marketId={marketId} /> : null}
        <PagedList
          paged={paged}
          loading={<TableSkeleton rows={2} columns={1} />}
          empty={<EmptyState title={t('comment.none')} className="py-6" />}
        >
          {(rows) => (
            <ul className="flex flex-col gap-3">
              {rows.map(({ commentId, by, at, text, hidden, own }) => (
                <li key={commentId} className="flex flex-col gap-0.5 text-13">
                  <span className="flex flex-wrap items-center gap-x-2 text-12 text-muted">
                    <span className="font-medium text-text">{by}</span> <TimeAgo at={at} />
                    {signedIn && !own && hidden === null ? (
                      <Button size="sm" variant="ghost" onClick={() => setReported(commentId)}>
                        {t('comment.report')}
                      </Button>
                    ) : null}
                  </span>
                  {hidden === null ? (
                    <p className="break-words whitespace-pre-line">{text}</p>
                  ) : (
                    <p className="text-muted">{t('hiddenFor', { reason: hidden })}</p>
                  )}
                </li>
              ))}
            </ul>
          )}
        </PagedList>
      </div>
      <Confirm
        open={reported !== undefined}
        onOpenChange={() => setReported(undefined)}
        title={t('comment.report')}
        description={t('comment.reportText')}
        action={t('comment.report')}
        reason={{ label: t('comment.reason') }}
        onConfirm={report}
      />
    </Section>
  )
}

function Write({ marketId }: { marketId: number }) {
  const t = useText('predict')
  const [text, setText] = useState('')
  const refresh = useRefreshed()
  const booking = useBooking({
    send: (body: { text: string }, idempotencyKey: string) =>
      call('POST /predictions/{marketId}/comments', { params: { marketId }, body, idempotencyKey }),
    onDone: () => {
      setText('')
      refresh()
    },
  })
  const said = text.trim()
  return (
    <Form onSubmit={() => booking.run({ text: said })} className="flex flex-col gap-2">
      <Field label={t('comment.yours')}>
        <TextArea value={text} maxLength={LONGEST} onChange={(event) => setText(event.target.value)} />
      </Field>
      <FormError>{booking.error ? problemText(booking.error).title : undefined}</FormError>
      <Button type="submit" pending={booking.pending} disabled={said === ''} className="self-start">
        {t('comment.send')}
      </Button>
    </Form>
  )
}
