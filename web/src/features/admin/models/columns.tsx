/** The columns of the price cards. */
import type { WireRates } from '../../../../../src/contract/rates.ts'
import { useText } from '../../../i18n/index.ts'
import { MainPrices } from '../../../parts/unit-prices.tsx'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import type { Column } from '../../../ui/table.tsx'
import { markupOf, type PricedModel } from './rows.ts'

export type CardAct = 'price' | 'retire'

export function useColumns(act: (what: CardAct, row: PricedModel) => void): Column<PricedModel>[] {
  const t = useText('admin-models')
  return [
    {
      key: 'model',
      header: t('column.model'),
      card: 'title',
      className: 'py-2',
      cell: ({ model, card }) => (
        <span className="flex flex-col">
          <span className="font-medium">{model}</span>
          {card ? (
            <span className="num text-12 font-normal text-muted">{t('version', { card: card.cardId })}</span>
          ) : null}
        </span>
      ),
    },
    { key: 'channel', header: t('column.channel'), cell: ({ channelName }) => channelName },
    ...(['cost', 'list'] as const).map(
      (key): Column<PricedModel> => ({
        key,
        header: t(`column.${key}`),
        align: 'right',
        className: key === 'list' ? 'font-medium' : '',
        cell: ({ card }) => (card ? <CardPrices rates={card[key]} /> : <None />),
      }),
    ),
    {
      key: 'markup',
      header: t('column.markup'),
      align: 'right',
      folds: 3,
      cell: ({ card }) => {
        if (!card) return <None />
        const markup = markupOf(card)
        return markup === undefined ? (
          <span className="text-13 text-muted">{t('byHand')}</span>
        ) : (
          `× ${(markup / 10_000).toFixed(2)}`
        )
      },
    },
    { key: 'state', header: t('column.state'), cell: ({ card }) => <State card={card} /> },
    {
      key: 'actions',
      header: <span className="sr-only">{t('column.actions')}</span>,
      align: 'right',
      card: 'value',
      cell: (row) => (
        <span className="inline-flex gap-1">
          <Button size="sm" onClick={() => act('price', row)}>
            {t('setPrice')}
            <span className="sr-only"> {row.model}</span>
          </Button>
          {row.card ? (
            <Button size="sm" variant="ghost" onClick={() => act('retire', row)}>
              {t('retire.action')}
              <span className="sr-only"> {row.model}</span>
            </Button>
          ) : null}
        </span>
      ),
    },
  ]
}

const None = () => <span className="text-dim">–</span>

/** Of the first context tier; how many there are is said beside. */
function CardPrices({ rates }: { rates: WireRates }) {
  const t = useText('admin-models')
  return (
    <span className="inline-flex flex-col items-end py-1 leading-tight">
      <MainPrices rates={rates} />
      {rates.length > 1 ? <span className="text-12 text-muted">{t('tiers', { count: rates.length })}</span> : null}
    </span>
  )
}

function State({ card }: Pick<PricedModel, 'card'>) {
  const t = useText('admin-models')
  if (!card) return <Badge tone="warn">{t('state.unpriced')}</Badge>
  return (
    <span className="flex flex-wrap gap-1">
      {card.warnings.map((warning) => (
        <Badge key={warning} tone={warning === 'list_below_cost' ? 'danger' : 'warn'}>
          {t(`warning.${warning}`)}
        </Badge>
      ))}
      {card.eligible ? <Badge>{t('state.mines')}</Badge> : null}
    </span>
  )
}
