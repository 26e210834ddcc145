/** Takes a model's cost from the price list that comes with the program; works offline. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { MainPrices } from '../../../parts/unit-prices.tsx'
import { Button } from '../../../ui/button.tsx'
import { Input } from '../../../ui/input.tsx'

const MOST = 8

export interface PriceListSearchProps {
  /** what is looked for first */
  model: string
  onTake: (price: Pick<Answer<'GET /admin/price-list'>['items'][number], 'cost' | 'services'>) => void
}

export function PriceListSearch({ model, onTake }: PriceListSearchProps) {
  const t = useText('admin-models')
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState<string>()
  const search = (typed ?? model).trim()
  const { data, isPending } = useQuery({
    queryKey: keyOf('GET /admin/price-list', search),
    queryFn: ({ signal }) => call('GET /admin/price-list', { query: { search, limit: MOST }, signal }),
    staleTime: STALE.static,
    enabled: open && search.length > 1,
  })
  if (!open) {
    return (
      <Button size="sm" className="self-start" onClick={() => setOpen(true)}>
        {t('list.open')}
      </Button>
    )
  }
  return (
    <div className="rounded-control border border-line">
      <Input
        size="sm"
        type="search"
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        value={typed ?? model}
        onChange={(event) => setTyped(event.target.value)}
        className="rounded-b-none border-0 border-b border-line"
      />
      <ul className="max-h-56 overflow-y-auto p-1">
        {(data?.items ?? []).map((item) => (
          <li key={`${item.provider}/${item.model}`}>
            <button
              type="button"
              onClick={() => {
                onTake(item)
                setOpen(false)
              }}
              className="flex min-h-8 w-full items-center gap-3 rounded-control px-2 text-left text-13 hover:bg-hover max-sm:min-h-11"
            >
              <span className="min-w-0 flex-1 truncate">
                {item.model} <span className="text-muted">{item.provider}</span>
              </span>
              <MainPrices inline rates={item.cost} />
            </button>
          </li>
        ))}
        {data?.items.length === 0 ? <li className="px-2 py-1.5 text-13 text-muted">{t('list.none')}</li> : null}
        {isPending ? <li className="px-2 py-1.5 text-13 text-muted">{t('list.hint')}</li> : null}
      </ul>
    </div>
  )
}
