/** The rules of one section as rows: number and words, values now, where to check. */

import { Fragment } from 'react'
import type { Parameter } from '../../../../src/contract/transparency.ts'
import { useText } from '../../i18n/index.ts'
import { ParameterText, ParameterValue } from '../../parts/parameter-value.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Explain } from '../../ui/popover.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { DateTime } from '../../ui/time.tsx'
import type { Rule, RuleSection } from './rules.ts'

export interface RuleTableProps {
  section: RuleSection
  /** by key; empty while they are loading */
  parameters: ReadonlyMap<string, Parameter>
}

interface Row {
  number: string
  rule: Rule
}

export function RuleTable({ section, parameters }: RuleTableProps) {
  const t = useText('whitepaper')
  const rows = section.rules.map((rule, index): Row => ({ number: `${section.number}.${index + 1}`, rule }))
  const columns: Column<Row>[] = [
    {
      key: 'rule',
      header: t('column.rule'),
      card: 'title',
      least: '300px',
      className: 'py-2.5 align-top',
      cell: ({ number, rule }) => (
        <span className="flex gap-3">
          <span className="num w-9 shrink-0 text-13 text-muted">{number}</span>
          <span className="flex min-w-0 flex-col gap-0.5">
            <span className="text-14 font-medium">{t(`rule.${rule.id}.title`)}</span>
            <span className="max-w-[60ch] text-13 font-normal text-muted">{t(`rule.${rule.id}.text`)}</span>
          </span>
        </span>
      ),
    },
    {
      key: 'now',
      header: t('column.now'),
      width: '300px',
      className: 'py-2.5 align-top',
      cell: ({ rule }) => <Values keys={rule.parameters} parameters={parameters} />,
    },
    {
      key: 'check',
      header: t('column.check'),
      width: '264px',
      className: 'py-2.5 align-top',
      cell: ({ rule }) => <Checks rule={rule} />,
    },
  ]
  return (
    <Table label={t(`section.s${section.number}`)} columns={columns} rows={rows} rowKey={({ rule: { id } }) => id} />
  )
}

function Values({ keys, parameters }: { keys: readonly string[]; parameters: RuleTableProps['parameters'] }) {
  const t = useText('whitepaper')
  if (keys.length === 0) return <span className="text-13 text-dim">{t('fixed')}</span>
  return (
    <span className="flex flex-col gap-1 text-13">
      {keys.map((key) => {
        const parameter = parameters.get(key)
        return (
          <span key={key} className="flex flex-wrap items-baseline justify-between gap-x-3">
            {parameter ? (
              <Explain title={<span className="font-mono">{key}</span>} explanation={<Told parameter={parameter} />}>
                <span className="font-mono text-12 text-muted">{key}</span>
              </Explain>
            ) : (
              <span className="font-mono text-12 text-muted">{key}</span>
            )}
            <span className="text-right">
              {parameter ? <ParameterValue unit={parameter.unit} value={parameter.value} /> : '–'}
            </span>
          </span>
        )
      })}
    </span>
  )
}

/** What the number means, its default, and when it was changed. */
function Told({ parameter }: { parameter: Parameter }) {
  const t = useText('whitepaper')
  const [before, after] = t('changed', { when: '\u0000' }).split('\u0000')
  return (
    <>
      <ParameterText parameter={parameter} />
      <span className="mt-1 block">
        {t('default')} <ParameterValue unit={parameter.unit} value={parameter.default} />
        {parameter.changedAt === null ? null : (
          <>
            {' · '}
            {before}
            <DateTime at={parameter.changedAt} />
            {after}
          </>
        )}
      </span>
    </>
  )
}

function Checks({ rule: { page, test } }: { rule: Rule }) {
  const t = useText('whitepaper')
  const [path = page, query = ''] = page.split('?')
  return (
    <span className="flex flex-col gap-0.5 text-12">
      <span>
        <span className="text-muted">{t('see')} </span>
        <TextLink to={path} search={Object.fromEntries(new URLSearchParams(query))}>
          {page}
        </TextLink>
      </span>
      <span>
        <span className="text-muted">{t('test')} </span>
        <code className="font-mono">
          {test.split('/').map((part, index) => (
            <Fragment key={part}>
              {index > 0 ? '/' : ''}
              {index > 0 ? <wbr /> : null}
              {part}
            </Fragment>
          ))}
        </code>
      </span>
    </span>
  )
}
