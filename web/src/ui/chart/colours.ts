/** Design tokens as the rgba texts a canvas library understands. */

let canvas: CanvasRenderingContext2D | null | undefined

/** The CSS variable's colour at this element, with its alpha multiplied. */
function tokenColour(element: Element, token: string, alpha = 1): string {
  canvas ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  if (!canvas) return 'gray'
  canvas.clearRect(0, 0, 1, 1)
  canvas.fillStyle = getComputedStyle(element).getPropertyValue(token).trim()
  canvas.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0, opacity = 255] = canvas.getImageData(0, 0, 1, 1).data
  return `rgba(${red},${green},${blue},${((opacity / 255) * alpha).toFixed(3)})`
}

export interface ChartColours {
  panel: string
  text: string
  muted: string
  grid: string
  line: string
  up: string
  down: string
  upVolume: string
  downVolume: string
  gold: string
  accent: string
}

export function chartColours(element: Element): ChartColours {
  return {
    panel: tokenColour(element, '--panel'),
    text: tokenColour(element, '--text'),
    muted: tokenColour(element, '--muted'),
    grid: tokenColour(element, '--line', 0.45),
    line: tokenColour(element, '--line'),
    up: tokenColour(element, '--up'),
    down: tokenColour(element, '--down'),
    upVolume: tokenColour(element, '--up', 0.28),
    downVolume: tokenColour(element, '--down', 0.28),
    gold: tokenColour(element, '--gold'),
    accent: tokenColour(element, '--accent'),
  }
}
