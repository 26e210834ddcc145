/** "95 % of the list price", or "cost price" for Whale. */
import { useText } from '../../i18n/index.ts'

export function useRateText(): (rateBps: number | null) => string {
  const t = useText('stake')
  return (rateBps) => (rateBps === null ? t('rate.cost') : t('rate.list', { percent: rateBps / 100 }))
}
