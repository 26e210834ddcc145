/** The journal in memory against the conformance suite. */
import { journalConformance } from './conformance.ts'
import { memoryStore, openMemoryJournal, openMemoryReader } from './memory.ts'

journalConformance('in-memory', async () => {
  const store = memoryStore()
  return {
    open: () => openMemoryJournal(store),
    openReader: async () => openMemoryReader(store),
    destroy: async () => {},
  }
})
