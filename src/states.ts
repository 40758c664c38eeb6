import { fault, RegistryError, type Words } from './errors.ts'

/** The states of something (a state machine): what each may become, and what it is called. What is not said is refused. */
export interface States<State extends string> {
  /** What is in them, at the head of a sentence. */
  subject: Words
  mayBecome: Record<State, readonly State[]>
  inSwedish: Record<State, string>
}

/**
 * Whether it still has to become this: false when it is so already. Throws `conflict`, with what it may become, where that
 * is no such state. `pointer` is where a body asks for it.
 */
export function mustBecome<State extends string>(
  { subject, mayBecome, inSwedish }: States<State>,
  present: State,
  wanted: State,
  pointer?: string,
): boolean {
  if (present === wanted) return false
  const possible = mayBecome[present]
  if (possible.includes(wanted)) return true
  const only = (word: string, or: string, states: string[]) =>
    states.length === 0 ? '' : `, ${word} ${states.join(` ${or} `)}`
  const inEnglish = (state: State) => state.replaceAll('_', ' ')
  const en = `${subject.en} is ${inEnglish(present)} and cannot become ${inEnglish(wanted)}${only('only', 'or', possible.map(inEnglish))}.`
  const sv = `${subject.sv} är ${inSwedish[present]} och kan inte bli ${inSwedish[wanted]}${only(
    'bara',
    'eller',
    possible.map((state) => inSwedish[state]),
  )}.`
  const faults = pointer === undefined ? [] : [fault(pointer, 'wrong_order', en, sv)]
  throw new RegistryError('conflict', { en, sv }, faults)
}
