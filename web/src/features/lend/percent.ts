/** Rates and shares as text with two decimals; the sign % stands apart as in the rest of the app. */

/** @param ppm parts per million */
export const ppmText = (ppm: number): string => shareText(ppm / 1_000_000)

/** @param share 0…1 */
export const shareText = (share: number): string => `${(share * 100).toFixed(2)} %`
