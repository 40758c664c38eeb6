// Whose register this is. Read from the environment once, as the program is loaded: schemas, paths and the contract are
// made of it. `environment.ts` has read `.env` before that, and `config.ts` refuses to start with what is wrong with it.
import { home } from './seed/municipality.ts'

const named = (name: keyof typeof home) => process.env[name]?.trim() || home[name]

export const municipality = {
  /** What the register is called. */
  register: named('REGISTER_NAME'),
  /** What its partners have signed. */
  contract: named('CONTRACT_NAME'),
  name: named('MUNICIPALITY_NAME'),
  /** Kommunkod. */
  code: named('MUNICIPALITY_CODE'),
  /** Whom to turn to: also who answers for the personal data. */
  convener: { name: named('CONVENER_NAME'), url: named('CONTACT_URL'), email: named('CONTACT_EMAIL') },
  termsUrl: named('TERMS_URL'),
  /** Where all of it begins, before the version of the contract. */
  basePath: named('BASE_PATH'),
  /** Names of its parts and of its region, which tell little of who bears them; those at home are of no other. */
  places:
    named('MUNICIPALITY_NAME') === home.MUNICIPALITY_NAME ? named('PLACE_NAMES') : (process.env['PLACE_NAMES'] ?? ''),
}
