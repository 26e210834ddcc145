/** Claims about reading what browsers say of themselves. */
import { describe, expect, it } from 'vitest'
import { deviceText, isHandheld, isThisMachine } from './device.ts'

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
const edge =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0'
const chrome =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36'

describe('deviceText', () => {
  it.each([
    [iphone, 'Safari, iPhone'],
    [edge, 'Edge, Windows'],
    [chrome, 'Chrome, Android'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0', 'Firefox, Linux'],
    ['curl/8.5.0', 'curl'],
  ])('names browser and system of %s', (userAgent, text) => {
    expect(deviceText(userAgent)).toBe(text)
  })

  it('shows the start of what it does not know, and nothing where nothing was sent', () => {
    expect(deviceText('Lynx/2.9')).toBe('Lynx/2.9')
    expect(deviceText('x'.repeat(300))).toHaveLength(40)
    expect(deviceText(null)).toBeUndefined()
  })
})

it('tells phones from desks, and this machine from others', () => {
  expect([iphone, edge, chrome, null].map(isHandheld)).toEqual([true, false, true, false])
  expect(['127.0.0.1', '::1', '::ffff:127.0.0.1', '192.0.2.1'].map(isThisMachine)).toEqual([true, true, true, false])
})
