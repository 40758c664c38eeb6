import { fault, type Fault } from '../../errors.ts'

interface Parts {
  endedOn?: string
  contacts?: object[]
  signature?: { signedByContact?: number }
}

/** What is wrong between the parts of a registration, each of which may be right on its own. */
export function registrationFaults({ endedOn, contacts = [], signature }: Parts): Fault[] {
  const faults: Fault[] = []
  if (endedOn && signature) {
    faults.push(
      fault(
        '/signature',
        'not_allowed',
        'An organisation that has ended cannot sign.',
        'En organisation som har upphört kan inte underteckna.',
      ),
    )
  }
  if (signature?.signedByContact !== undefined && signature.signedByContact >= contacts.length) {
    faults.push(
      fault(
        '/signature/signedByContact',
        'unknown',
        'There is no such contact in this registration.',
        'Det finns ingen sådan kontaktperson i denna registrering.',
      ),
    )
  }
  return faults
}
