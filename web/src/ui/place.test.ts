/** Claims about where floating boxes go. */
import { describe, expect, it } from 'vitest'
import { type Placement, placeBeside } from './place.ts'

const window = { width: 1000, height: 800 }
const box = { width: 200, height: 100 }

const place = (anchor: { left: number; top: number; width: number; height: number }, wish: Placement) =>
  placeBeside({ anchor, box, window }, wish)

describe('a floating box', () => {
  it('opens on the wished side, aligned as wished', () => {
    const anchor = { left: 400, top: 300, width: 80, height: 20 }
    expect(place(anchor, { side: 'bottom', align: 'start', gap: 6 })).toEqual({
      left: 400,
      top: 326,
    })
    expect(place(anchor, { side: 'bottom', align: 'end', gap: 6 })).toEqual({ left: 280, top: 326 })
    expect(place(anchor, { side: 'top', align: 'center', gap: 6 })).toEqual({ left: 340, top: 194 })
    expect(place(anchor, { side: 'right', align: 'center', gap: 6 })).toEqual({
      left: 486,
      top: 260,
    })
  })
  it('turns over when the wished side has no room', () => {
    expect(
      place(
        { left: 400, top: 760, width: 80, height: 20 },
        {
          side: 'bottom',
          align: 'start',
          gap: 6,
        },
      ).top,
    ).toBe(654)
    expect(place({ left: 400, top: 20, width: 80, height: 20 }, { side: 'top', align: 'start', gap: 6 }).top).toBe(46)
  })
  it('stays inside the window', () => {
    expect(
      place(
        { left: 950, top: 10, width: 40, height: 20 },
        {
          side: 'bottom',
          align: 'start',
          gap: 6,
        },
      ).left,
    ).toBe(792)
    expect(place({ left: 2, top: 10, width: 40, height: 20 }, { side: 'bottom', align: 'end', gap: 6 }).left).toBe(8)
  })
})
