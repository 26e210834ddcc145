/** SHA-256 for the engine's state hash, which has no crypto of its own. */
import { hash } from 'node:crypto'
import type { Digest } from '../engine/parts.ts'

export const sha256: Digest = (bytes) => hash('sha256', bytes, 'buffer')
