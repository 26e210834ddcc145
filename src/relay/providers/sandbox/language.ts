/** Which language a prompt is in, what it is about, and how text divides into pieces. */

export type Language = 'en' | 'ja' | 'zh'

export function languageOf(text: string): Language {
  if (/[\u3040-\u30ff]/.test(text)) return 'ja'
  return /[\u4e00-\u9fff]/.test(text) ? 'zh' : 'en'
}

export const topics = [
  'greeting',
  'mining',
  'market',
  'staking',
  'burn',
  'code',
  'poem',
  'food',
  'travel',
  'science',
  'work',
  'other',
] as const
export type Topic = (typeof topics)[number]

const signs: readonly (readonly [Topic, RegExp])[] = [
  ['mining', /\b(mine|mining|mint|l-?coin|lco)\b|採掘|マイニング|挖矿|铸造/i],
  ['burn', /\b(burn|buyback|deflation)\b|バーン|焼却|買い戻し|销毁|回购/i],
  ['staking', /\b(stak\w+|tier|whale)\b|ステーク|ステーキング|階層|质押|等级/i],
  ['market', /\b(price|market|trade|order|book|exchange)\b|価格|市場|取引|注文|价格|市场|交易|订单/i],
  ['code', /\b(code|function|bug|typescript|python|javascript|sql|api|program)\b|コード|関数|プログラ|代码|函数|编程/i],
  ['poem', /\b(poem|haiku|poetry|verse|song)\b|俳句|短歌|詩|诗|歌/i],
  ['food', /\b(recipe|cook|food|dinner|lunch|coffee|tea)\b|料理|レシピ|ご飯|珈琲|コーヒー|お茶|做饭|菜谱|咖啡|茶/i],
  ['travel', /\b(travel|trip|visit|city|train|tokyo|kyoto|paris)\b|旅|観光|京都|東京|旅行|城市|北京|上海/i],
  ['science', /\b(science|physics|star|planet|quantum|biology|sky|light)\b|科学|物理|宇宙|空|星|量子|天空/i],
  [
    'work',
    /\b(email|meeting|plan|report|summary|summarize|write)\b|メール|会議|報告|要約|計画|邮件|会议|报告|总结|计划/i,
  ],
  [
    'greeting',
    /\b(hi|hello|hey|thanks|good (morning|evening)|who are you)\b|こんにちは|こんばんは|はじめまして|ありがとう|你好|您好|谢谢/i,
  ],
]

/** The first topic whose words appear. */
export function topicOf(text: string): Topic {
  return signs.find(([, sign]) => sign.test(text))?.[0] ?? 'other'
}

const segmenters = {
  ja: new Intl.Segmenter('ja', { granularity: 'word' }),
  zh: new Intl.Segmenter('zh', { granularity: 'word' }),
}

/** Words with the space before them, or what counts as words in Japanese and Chinese; joined they are the text. */
export function piecesOf(text: string, language: Language): string[] {
  if (language === 'en') return text.match(/\s*\S+|\s+$/g) ?? []
  return [...segmenters[language].segment(text)].map(({ segment }) => segment)
}
