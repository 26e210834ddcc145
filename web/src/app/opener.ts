/** Which app-wide overlay is open: the palette or the sheet of shortcuts. */
import { createContext, use } from 'react'

export interface Opener {
  open: 'palette' | 'shortcuts' | undefined
  setOpen: (open: Opener['open']) => void
}

export const OpenerContext = createContext<Opener>({ open: undefined, setOpen: () => {} })
export const useOpener = (): Opener => use(OpenerContext)
