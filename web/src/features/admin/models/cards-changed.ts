/** What is read again after any change of price cards: the operator's lists and the public prices. */
import { keyOf } from '../../../api/platform.ts'
import { queryClient } from '../../../api/queries.ts'

export function cardsChanged(): void {
  for (const route of ['GET /admin/models', 'GET /admin/channels', 'GET /models'] as const)
    void queryClient.invalidateQueries({ queryKey: keyOf(route) })
}
