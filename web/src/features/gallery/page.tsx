/** Every component on one page, in development only: for looking at them in both themes, three languages, all widths. */
import { useState } from 'react'
import { changeSettings } from '../../settings.ts'
import { Amount, Change } from '../../ui/amount.tsx'
import { AmountInput } from '../../ui/amount-input.tsx'
import { Badge, Tag } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Dialog, Sheet } from '../../ui/dialog.tsx'
import { FlowDiagram } from '../../ui/flow.tsx'
import { Field, FormError, Input, TextArea } from '../../ui/input.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { Facts, FilterRow, PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { Explain } from '../../ui/popover.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Select } from '../../ui/select.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { EmptyState, ErrorState, ForbiddenState, StaleBadge } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { DateTime, TimeAgo } from '../../ui/time.tsx'
import { told } from '../../ui/toast.ts'
import { Checkbox, Segmented, Switch } from '../../ui/toggle.tsx'
import { GalleryChart } from './chart.tsx'

const ROWS = [
  {
    id: 1,
    time: Date.now() - 4_000,
    model: 'gpt-4o-mini',
    tokens: 1234,
    cost: '0.001520',
    mined: '0.01520000',
    state: 'captured',
  },
  {
    id: 2,
    time: Date.now() - 64_000,
    model: 'claude-sonnet-4-5',
    tokens: 98,
    cost: '0.850000',
    mined: '8.50000000',
    state: 'captured',
  },
  {
    id: 3,
    time: Date.now() - 364_000,
    model: 'sandbox-chat',
    tokens: 0,
    cost: '0.000000',
    mined: '0.00000000',
    state: 'released',
  },
]

export function Page() {
  const [amount, setAmount] = useState('12.5')
  const [tab, setTab] = useState('fields')
  return (
    <PageBody>
      <PageHeader
        title="Components"
        purpose="Only in development: each component once, with plausible content."
        actions={<Button variant="primary">Primary action</Button>}
      />
      <FilterRow>
        <Select
          label="Model"
          value="all"
          onChange={() => {}}
          options={[
            { value: 'all', label: 'All models' },
            { value: 'one', label: 'One model', note: '12' },
          ]}
          size="sm"
        />
        <Tag onRemove={() => {}}>gpt-4o-mini</Tag>
        <Button size="sm" variant="ghost" onClick={() => changeSettings({ density: 'compact' })}>
          Compact rows
        </Button>
      </FilterRow>
      <StatRow>
        <Stat
          label="Spent this month"
          value={<Amount value="1234.850000" unit="CR" decimals={2} />}
          note="of 5,000 CR"
          definition="Captured credits since the first of the month."
          asOf={Date.now() - 5_000}
        />
        <Stat
          label="LCO mined"
          value={<Amount value="12348.50000000" unit="LCO" decimals={4} />}
          note={<Change percent="12.40" />}
          tone="gold"
        />
        <Stat
          label="Supply"
          value={<Amount value="123456789" compact unit="LCO" />}
          note={<Sparkline values={[1, 3, 2, 5, 4, 6]} width={96} />}
        />
        <Stat label="Loading" value={undefined} note="…" />
      </StatRow>
      <Tabs
        value={tab}
        onChange={setTab}
        items={[
          { value: 'fields', label: 'Fields', content: <Fields amount={amount} setAmount={setAmount} /> },
          { value: 'data', label: 'Data', count: 3, content: <Data /> },
          { value: 'states', label: 'States', content: <States /> },
          { value: 'charts', label: 'Charts', content: <GalleryChart /> },
        ]}
        panelClassName="pt-5"
      />
    </PageBody>
  )
}

function Fields({ amount, setAmount }: { amount: string; setAmount: (value: string) => void }) {
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Section title="Inputs">
        <div className="flex flex-col gap-4">
          <Field label="Name" hint="Only you see it.">
            <Input defaultValue="production" />
          </Field>
          <Field label="Email" error="This is not an email address.">
            <Input defaultValue="nobody" />
          </Field>
          <Field label="Quantity" aside={<Amount value="120.50000000" unit="LCO" decimals={2} />}>
            <AmountInput
              value={amount}
              onChange={setAmount}
              decimals={1}
              unit="LCO"
              max="120.5"
              shares={[25, 50, 75, 100]}
            />
          </Field>
          <Field label="Price">
            <AmountInput value="0.10000" onChange={() => {}} decimals={5} unit="CR" max="1" />
          </Field>
          <Field label="Reason">
            <TextArea placeholder="Why" />
          </Field>
          <FormError>Not enough available credits.</FormError>
        </div>
      </Section>
      <Choices />
    </div>
  )
}

function Choices() {
  const [on, setOn] = useState(true)
  const [side, setSide] = useState<'buy' | 'sell'>('buy')
  return (
    <Section title="Buttons and choices">
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap gap-2">
          <Button variant="primary">Primary</Button>
          <Button>Secondary</Button>
          <Button variant="ghost">Ghost</Button>
          <Button variant="danger">Danger</Button>
          <Button variant="up">Buy LCO</Button>
          <Button variant="down">Sell LCO</Button>
          <Button variant="primary" pending>
            Pending
          </Button>
          <Button disabled>Disabled</Button>
          <CopyButton text="x" label="Copy" />
          <CopyButton text="x" />
        </div>
        <Segmented
          label="Side"
          value={side}
          onChange={setSide}
          options={[
            { value: 'buy', label: 'Buy', tone: 'up' },
            { value: 'sell', label: 'Sell', tone: 'down' },
          ]}
        />
        <Switch checked={on} onChange={setOn} label="Single-key shortcuts" hint="Never while you type." />
        <Checkbox checked={on} onChange={setOn} label="relay" hint="Call models" />
        <Badges />
        <Overlays />
        <p>
          A number that{' '}
          <Explain title="Charge" explanation="1,234 tokens × 0.00000015 CR × 95 %">
            explains itself
          </Explain>
          .
        </p>
        <CodeBlock code={'# first call\ncurl https://host/v1/models'} />
      </div>
    </Section>
  )
}

function Badges() {
  return (
    <div className="flex flex-wrap gap-2">
      <Badge>released</Badge>
      <Badge tone="ok" dot>
        active
      </Badge>
      <Badge tone="warn">paused</Badge>
      <Badge tone="danger">stopped</Badge>
      <Badge tone="gold">burned</Badge>
      <Badge tone="accent">Operator</Badge>
      <Badge tone="up">buy</Badge>
      <Badge tone="down">sell</Badge>
      <KeyHint keys="mod+k" />
      <StaleBadge since={Date.now() - 90_000} />
    </div>
  )
}

function Overlays() {
  const [open, setOpen] = useState<'dialog' | 'sheet' | 'confirm'>()
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('sheet')}>Sheet</Button>
        <Button onClick={() => setOpen('confirm')}>Confirm</Button>
        <Button onClick={() => told.done('Order placed', 'Buy 100.0 LCO at 0.10000 CR')}>Toast</Button>
        <Button onClick={() => told.failed(new Error('x'))}>Failure</Button>
      </div>
      <Dialog
        open={open === 'dialog'}
        onOpenChange={() => setOpen(undefined)}
        title="New key"
        description="The secret is shown once."
        footer={<Button variant="primary">Create key</Button>}
      >
        <Field label="Name">
          <Input />
        </Field>
      </Dialog>
      <Sheet open={open === 'sheet'} onOpenChange={() => setOpen(undefined)} title="Filters">
        <Field label="Name">
          <Input />
        </Field>
      </Sheet>
      <Confirm
        open={open === 'confirm'}
        onOpenChange={() => setOpen(undefined)}
        title="Stop trading"
        description="New orders are refused at once. Cancels stay possible."
        action="Stop trading"
        typed="trading"
        reason={{ label: 'Public reason' }}
        danger
        onConfirm={() => Promise.resolve()}
      />
    </>
  )
}

function Data() {
  return (
    <div className="grid gap-6">
      <Section title="Calls" flush>
        <Table
          label="Calls"
          rows={ROWS}
          rowKey={(row) => row.id}
          onRow={() => {}}
          sort={{ key: 'cost', direction: 'desc' }}
          onSort={() => {}}
          columns={[
            { key: 'model', header: 'Model', cell: (row) => row.model, card: 'title' },
            {
              key: 'state',
              header: 'State',
              cell: (row) => <Badge tone={row.state === 'captured' ? 'ok' : 'neutral'}>{row.state}</Badge>,
            },
            { key: 'tokens', header: 'Tokens', align: 'right', cell: (row) => row.tokens },
            {
              key: 'cost',
              header: 'Cost',
              align: 'right',
              sortable: true,
              cell: (row) => <Amount value={row.cost} unit="CR" />,
              card: 'value',
            },
            { key: 'mined', header: 'Mined', align: 'right', cell: (row) => <Amount value={row.mined} unit="LCO" /> },
            { key: 'time', header: 'Time', align: 'right', cell: (row) => <TimeAgo at={row.time} /> },
          ]}
        />
      </Section>
      <div className="grid gap-6 lg:grid-cols-2">
        <Section title="Facts">
          <Facts
            items={[
              { key: 'a', label: 'List price', value: <Amount value="0.001600000000" unit="CR" /> },
              { key: 'b', label: 'You pay 95 %', value: <Amount value="0.001520" unit="CR" tone="auto" sign /> },
              { key: 'c', label: 'At', value: <DateTime at={Date.now()} detail="second" /> },
            ]}
          />
        </Section>
        <Section title="Loading" flush>
          <TableSkeleton rows={3} />
        </Section>
      </div>
      <Progress share={0.42} label="Era progress" tone="gold" />
    </div>
  )
}

function States() {
  return (
    <div className="grid gap-6 lg:grid-cols-3">
      <Section>
        <EmptyState title="No keys yet" action={<Button variant="primary">Create key</Button>}>
          A key lets a program call models with your credits.
        </EmptyState>
      </Section>
      <Section>
        <ErrorState error={new Error('x')} onRetry={() => {}} />
      </Section>
      <Section>
        <ForbiddenState need="It is for operators of this instance." />
      </Section>
      <Section title="Flow" className="lg:col-span-3">
        <FlowDiagram
          caption="Week of 3 March"
          amounts={{
            revenue: '1200.000000',
            cost: '780.000000',
            profit: '420.000000',
            fundIn: '84.000000',
            spent: '83.900000',
            bought: '812.40000000',
            burned: '649.92000000',
            warPool: '162.48000000',
          }}
        />
      </Section>
    </div>
  )
}
