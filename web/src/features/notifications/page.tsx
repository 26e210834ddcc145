/** Own notifications, newest first, by group; opening the page marks them as seen. Which kinds are told is chosen in the settings. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type NoticeGroup, noticeGroups } from '../../../../src/contract/notice-kinds.ts'
import { notificationsChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { CsvLink } from '../../parts/csv-link.tsx'
import { Button } from '../../ui/button.tsx'
import { useFilters } from '../../ui/filters.ts'
import { ButtonLink } from '../../ui/link.tsx'
import { FilterRow, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PagedList, usePaged } from '../../ui/paged.tsx'
import { Select } from '../../ui/select.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { NoticeList } from './list.tsx'

type List = Answer<'GET /notifications'>

export function Page() {
  const t = useText('notices')
  const [filters, change] = useFilters({ group: 'all' })
  const group = noticeGroups.find((known) => known === filters.group)
  const query = group === undefined ? {} : { group }
  const paged = usePaged({
    key: keyOf('GET /notifications', group),
    read: (page, signal) => call('GET /notifications', { query: { ...query, ...page }, signal }),
    staleTime: STALE.list,
  })
  const before = useSeenBefore(group === undefined && paged.pages.page === 1 ? paged.answer.data : undefined)
  const showAll = <Button onClick={() => change({ group: 'all' })}>{t('filter.showAll')}</Button>
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <>
            <CsvLink path="/notifications" query={query} size="md" />
            <ButtonLink to="/settings" search={{ tab: 'notices' }}>
              {t('choose')}
            </ButtonLink>
          </>
        }
      />
      <FilterRow>
        <Select<NoticeGroup | 'all'>
          size="sm"
          label={t('filter.label')}
          value={group ?? 'all'}
          onChange={(next) => change({ group: next })}
          options={[
            { value: 'all', label: t('filter.all') },
            ...noticeGroups.map((value) => ({ value, label: t(`group.${value}`) })),
          ]}
        />
      </FilterRow>
      <Section flush>
        <PagedList
          paged={paged}
          loading={<TableSkeleton rows={6} columns={2} />}
          empty={
            group === undefined ? (
              <EmptyState title={t('empty.title')}>{t('empty.text')}</EmptyState>
            ) : (
              <EmptyState title={t('empty.noMatch')} action={showAll} />
            )
          }
        >
          {(notices) => <NoticeList notices={notices} seenBefore={before} />}
        </PagedList>
      </Section>
    </PageBody>
  )
}

/** Up to which command all had been seen when the page was opened; marks what it shows as seen, and asks again when more has come. */
function useSeenBefore(list: List | undefined): number | undefined {
  const client = useQueryClient()
  const [before, setBefore] = useState<number>()
  const live = useChannel(notificationsChannel)
  const newest = list?.items[0]
  const told = live.status === 'live' ? live.data.latest[0]?.noticeId : undefined
  useEffect(() => {
    if (list) setBefore((known) => known ?? list.seenUpTo)
  }, [list])
  const unseen = list !== undefined && newest !== undefined && list.unseen > 0 ? newest.sequence : undefined
  useEffect(() => {
    // A mark that could not be set is tried again with the next notification.
    if (unseen !== undefined) void call('POST /notifications/seen', { body: { sequence: unseen } }).catch(() => {})
  }, [unseen])
  useEffect(() => {
    if (told !== undefined && newest !== undefined && told > newest.noticeId)
      void client.invalidateQueries({ queryKey: keyOf('GET /notifications') })
  }, [client, told, newest])
  return before
}
