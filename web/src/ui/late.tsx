/** Parts that are fetched when they are first needed: dialogs, menus, charts. A part that can not be fetched says so and may be tried again; the page stays. */
import { type ComponentType, type ReactNode, useCallback, useEffect, useState } from 'react'
import { ApiProblem, reachable } from '../api/client.ts'
import { ErrorState } from './states.tsx'
import { told } from './toast.ts'

export interface LateOptions<Props> {
  /** in its place until it is there */
  loading?: (props: Props) => ReactNode
  /** stays in its place with a button when it can not be fetched; a dialog closes instead */
  inPage?: boolean
}

interface Part<Props> extends LateOptions<Props> {
  load: () => Promise<ComponentType<Props>>
  /** once fetched */
  known?: ComponentType<Props>
}

/** How a dialog is told that it is not open. */
interface Closable {
  onClose?: () => void
  onOpenChange?: (open: boolean) => void
}

export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  options: LateOptions<Props> = {},
): (props: Props) => ReactNode {
  const part: Part<Props> = { load, ...options }
  return (props) => <Late part={part} props={props} />
}

/** A server that answers and does not have the part any more was updated since this page was opened. */
const whyMissing = async () =>
  new ApiProblem({ code: (await reachable()) ? 'app_outdated' : 'network_unreachable', status: 0 })

function Late<Props extends object>({ part, props }: { part: Part<Props>; props: Props }) {
  const [Known, setKnown] = useState<ComponentType<Props> | undefined>(() => part.known)
  const [failure, setFailure] = useState<ApiProblem>()
  const { onClose, onOpenChange } = props as Closable
  const fetchPart = useCallback(async () => {
    setFailure(undefined)
    try {
      const fetched = await part.load()
      part.known = fetched
      setKnown(() => fetched)
    } catch {
      setFailure(await whyMissing())
    }
  }, [part])
  useEffect(() => {
    if (!part.known) void fetchPart()
  }, [part, fetchPart])
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once a failure, whatever the caller passes
  useEffect(() => {
    if (!failure || part.inPage) return
    told.failed(failure)
    onClose?.()
    onOpenChange?.(false)
  }, [failure])
  if (Known) return <Known {...props} />
  if (failure && part.inPage) return <ErrorState error={failure} onRetry={() => void fetchPart()} />
  return part.loading?.(props) ?? null
}
