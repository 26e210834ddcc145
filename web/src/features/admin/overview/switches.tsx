/** Kill switches: stop or start a product, typed and with a public reason. They stop new risk, never exits. */
import { useState } from 'react'
import { call, keyOf } from '../../../api/platform.ts'
import { queryClient } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Section } from '../../../ui/page.tsx'
import { told } from '../../../ui/toast.ts'
import { type ProductName, productNames } from './products.ts'

export interface SwitchesProps {
  switches: Readonly<Record<string, boolean>>
  /** all when left out */
  of?: readonly ProductName[]
}

export function Switches({ switches, of = productNames }: SwitchesProps) {
  const t = useText('admin-overview')
  const c = useText('common')
  const [product, setProduct] = useState<ProductName>()
  const [open, setOpen] = useState(false)
  const on = product !== undefined && switches[product] !== false
  const name = product ? c(`product.${product}`) : ''
  const turn = async (reason: string) => {
    if (!product) return
    await call('PUT /admin/switches/{product}', { params: { product }, body: { on: !on, reason, confirm: product } })
    void queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/overview') })
    void queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/audit') })
    void queryClient.invalidateQueries({ queryKey: keyOf('GET /margin/limits') })
    void queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/predictions') })
    told.done(on ? t('switch.stopped', { name }) : t('switch.started', { name }))
  }
  return (
    <Section flush title={t('switch.title')} purpose={t('switch.text')}>
      <ul className="divide-y divide-line/60">
        {of.map((each) => (
          <li key={each} className="flex min-h-11 items-center gap-3 px-4 py-1.5">
            <span className="text-14">{c(`product.${each}`)}</span>
            <Badge tone={switches[each] === false ? 'danger' : 'ok'} className="ml-auto">
              {switches[each] === false ? t('switch.off') : t('switch.on')}
            </Badge>
            <Button
              size="sm"
              onClick={() => {
                setProduct(each)
                setOpen(true)
              }}
            >
              {switches[each] === false ? t('switch.start') : t('switch.stop')}
              <span className="sr-only"> {c(`product.${each}`)}</span>
            </Button>
          </li>
        ))}
      </ul>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title={on ? t('switch.stopTitle', { name }) : t('switch.startTitle', { name })}
        description={product === undefined ? '' : on ? t(`switch.effect.${product}`) : t('switch.startText')}
        action={on ? t('switch.stopTitle', { name }) : t('switch.startTitle', { name })}
        {...(product ? { typed: product } : {})}
        reason={{ label: t('reason'), hint: t('reasonPublic') }}
        danger={on}
        onConfirm={turn}
      />
    </Section>
  )
}
