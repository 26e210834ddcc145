/** Levels, ratios and leverage as text: basis points with the sign or unit that people read. */

/** Assets ÷ debt with all four decimals, as the core rounds it down. */
export const levelText = (bps: number): string => (bps / 10_000).toFixed(4)

/** A ratio or rate of basis points in per cent. */
export const bpsText = (bps: number): string => `${(bps / 100).toFixed(2)} %`

/** 1 × and more, with one or two decimals. */
export const leverageText = (bps: number): string => `${(bps / 10_000).toFixed(bps % 1_000 === 0 ? 1 : 2)}×`
