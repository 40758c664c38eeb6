import type { Words } from '../errors.ts'
import { municipality } from '../municipality.ts'
import { reviewAfterMonths } from '../registry/contacts/rules.ts'

/**
 * One kind of personal data: what it is and why it is kept (article 30 of the GDPR). Every column marked `personal` in
 * tests/golden/columns.txt stands in one entry, or a test fails.
 */
export interface Processing {
  id:
    | 'contacts'
    | 'consents'
    | 'signatures'
    | 'supervision'
    | 'history'
    | 'older-history'
    | 'folded-history'
    | 'repeats'
    | 'applications'
    | 'accounts'
  table: string
  columns: string[]
  what: Words
  whose: Words
  why: Words
  /** Articles of the GDPR. */
  basis: Words
  howLong: Words
  seenBy: Words
  source: Words
}

const publicTask = {
  sv: `Artikel 6.1 e: uppgift av allmänt intresse, kommunens samordning av ${municipality.contract}.`,
  en: `Article 6.1 e: a task in the public interest, the municipality’s coordination of ${municipality.contract}.`,
}
const ownAndCoordinators = {
  sv: 'Kontaktpersonens egen organisation och kommunens samordnare.',
  en: 'The contact’s own organisation and the coordinators of the municipality.',
}
const byOrganisation = {
  sv: 'Personens organisation, eller samordnaren efter uppgift från den.',
  en: 'The person’s organisation, or a coordinator as told by it.',
}

const history: Processing = {
  id: 'history',
  table: 'changes',
  columns: ['old_values', 'new_values'],
  what: {
    sv: 'Att en kontaktperson har ändrats, när och av vem, och tidigare roll, grund och dagar. Aldrig namn, titel, e-post, telefon eller underlag för samtycke.',
    en: 'That a contact was changed, when and by whom, and its earlier role, basis and days. Never name, title, e-mail address, phone number or evidence of consent.',
  },
  whose: { sv: 'Kontaktpersoner.', en: 'Contacts.' },
  why: {
    sv: 'För att det ska gå att granska vem som har gjort vad i registret.',
    en: 'So that it can be audited who did what in the register.',
  },
  basis: {
    sv: 'Artikel 6.1 c: rättslig förpliktelse, artiklarna 5.2 och 32.',
    en: 'Article 6.1 c: a legal obligation, articles 5.2 and 32.',
  },
  howLong: {
    sv: 'Så länge registret finns. När kontaktpersonen raderas töms värdena; att något hände finns kvar.',
    en: 'As long as the register. When the contact is erased the values are blanked; that something happened remains.',
  },
  seenBy: { sv: 'Kommunens samordnare.', en: 'The coordinators of the municipality.' },
  source: { sv: 'Registret självt.', en: 'The register itself.' },
}

/** What the register holds on persons. */
export const processing: Processing[] = [
  {
    id: 'contacts',
    table: 'contacts',
    columns: [
      'name',
      'title',
      'email',
      'phone',
      'role',
      'legal_basis',
      'consent_given_on',
      'consent_withdrawn_on',
      'consent_evidence',
      'publish',
      'retain_until',
    ],
    what: {
      sv: 'Namn, titel, e-post, telefon och roll, och på vilken grund och hur länge de sparas.',
      en: 'Name, title, e-mail address, phone number and role, and on which basis and how long they are kept.',
    },
    whose: {
      sv: `Kontaktpersoner hos organisationer som deltar i ${municipality.contract}.`,
      en: `Contacts of organisations that take part in ${municipality.contract}.`,
    },
    why: {
      sv: 'För att organisationen ska kunna nås om avtalet, samarbeten och platser.',
      en: 'So that the organisation can be reached about the contract, collaborations and places.',
    },
    basis: {
      sv: `${publicTask.sv} Artikel 6.1 a, samtycke, för den kontaktperson som sparas med det.`,
      en: `${publicTask.en} Article 6.1 a, consent, for a contact that is kept by it.`,
    },
    howLong: {
      sv: `Så länge organisationen är undertecknare och personen dess kontakt. Har kontaktpersonen ett slutdatum raderar registret den då. Utan slutdatum ses den över av samordnaren när den inte har ändrats på ${reviewAfterMonths} månader, och när ett samtycke som den vilar på har återkallats.`,
      en: `As long as the organisation is a signatory and the person its contact. A contact with a last day is erased by the register on it. One without is looked at again by a coordinator when it has not changed for ${reviewAfterMonths} months, and any when the consent that it rests on is withdrawn.`,
    },
    seenBy: {
      sv: `${ownAndCoordinators.sv} Namn, titel, roll, e-post och telefon visas för alla när kontaktpersonen är publicerad.`,
      en: `${ownAndCoordinators.en} Name, title, role, e-mail address and phone number are shown to anyone when the contact is published.`,
    },
    source: byOrganisation,
  },
  {
    id: 'consents',
    table: 'consents',
    columns: ['event', 'day', 'evidence'],
    what: {
      sv: 'När ett samtycke gavs och återkallades, och hur.',
      en: 'When a consent was given and withdrawn, and how.',
    },
    whose: { sv: 'Kontaktpersoner som har gett ett samtycke.', en: 'Contacts who have given a consent.' },
    why: { sv: 'För att kunna visa att samtycket finns.', en: 'To be able to show that the consent is there.' },
    basis: {
      sv: 'Artikel 6.1 c: rättslig förpliktelse, artikel 7.1.',
      en: 'Article 6.1 c: a legal obligation, article 7.1.',
    },
    howLong: {
      sv: 'Så länge kontaktpersonen finns. När den raderas finns dagarna kvar, utan person och utan underlag.',
      en: 'As long as the contact. When it is erased the days remain, without a person and without the evidence.',
    },
    seenBy: ownAndCoordinators,
    source: byOrganisation,
  },
  {
    id: 'signatures',
    table: 'signatures',
    columns: ['signed_by_function', 'signed_by_contact_id'],
    what: {
      sv: 'Vilken kontaktperson som undertecknade, och i vilken funktion.',
      en: 'Which contact signed, and in which function.',
    },
    whose: { sv: 'Den som undertecknade för en organisation.', en: 'Who signed on behalf of an organisation.' },
    why: { sv: 'För att visa att organisationen är bunden.', en: 'To show that the organisation is bound.' },
    basis: publicTask,
    howLong: {
      sv: 'Som undertecknandet. När kontaktpersonen raderas tas funktionen bort, och hänvisningen leder inte till någon.',
      en: 'As the signature. When the contact is erased the function is removed, and the reference leads to nobody.',
    },
    seenBy: ownAndCoordinators,
    source: byOrganisation,
  },
  {
    id: 'supervision',
    table: 'contributions',
    columns: ['supervisor_contact_id'],
    what: { sv: 'Vilken kontaktperson som är handledare.', en: 'Which contact is the supervisor.' },
    whose: { sv: 'Handledare för platser.', en: 'Supervisors of places.' },
    why: {
      sv: 'För att den som förmedlar platsen ska nå rätt person hos organisationen.',
      en: 'So that whoever fills the place reaches the right person.',
    },
    basis: publicTask,
    howLong: {
      sv: 'Som bidraget. När kontaktpersonen raderas leder hänvisningen inte till någon.',
      en: 'As the contribution. When the contact is erased the reference leads to nobody.',
    },
    seenBy: ownAndCoordinators,
    source: byOrganisation,
  },
  {
    id: 'applications',
    table: 'applications',
    columns: ['contact_name', 'contact_title', 'contact_email', 'contact_phone', 'message'],
    what: {
      sv: 'Namn, titel, e-post, telefon och hälsning i en intresseanmälan.',
      en: 'Name, title, e-mail address, phone number and message of an application to join.',
    },
    whose: { sv: 'Den som anmäler en organisations intresse.', en: 'Whoever applies for an organisation.' },
    why: { sv: 'För att kommunen ska kunna svara.', en: 'So that the municipality can answer.' },
    basis: publicTask,
    howLong: {
      sv: 'Till dess att anmälan godkänns (då finns en kontaktperson), 6 månader efter avslag eller återtagande, 24 månader om inget beslutas, eller till dess att den raderas på begäran.',
      en: 'Until the application is approved (then there is a contact), 6 months after it is declined or withdrawn, 24 months without a decision, or until it is erased on request.',
    },
    seenBy: { sv: 'Kommunens samordnare.', en: 'The coordinators of the municipality.' },
    source: { sv: 'Den som anmäler.', en: 'Whoever applies.' },
  },
  {
    id: 'accounts',
    table: 'accounts',
    columns: ['issuer', 'subject', 'name'],
    what: {
      sv: 'Vem som har loggat in: inloggningstjänstens beteckning för personen, namnet om tjänsten ger det, och när det senast skedde.',
      en: 'Who has signed in: what the sign-in service calls the person, the name if the service gives it, and when that last happened.',
    },
    whose: { sv: 'De som loggar in med ett konto.', en: 'Those who sign in with an account.' },
    why: {
      sv: 'För att det ska gå att granska vem som har gjort vad i registret.',
      en: 'So that it can be audited who did what in the register.',
    },
    basis: {
      sv: 'Artikel 6.1 c: rättslig förpliktelse, artiklarna 5.2 och 32.',
      en: 'Article 6.1 c: a legal obligation, articles 5.2 and 32.',
    },
    howLong: {
      sv: '24 månader efter den senaste inloggningen, eller till dess att kontot raderas.',
      en: '24 months after the last sign-in, or until the account is erased.',
    },
    seenBy: { sv: 'Kommunens samordnare.', en: 'The coordinators of the municipality.' },
    source: { sv: 'Inloggningstjänsten.', en: 'The sign-in service.' },
  },
  history,
  // The same of what was logged before entries held whole rows.
  { ...history, id: 'older-history', table: 'folded_changes', columns: ['new_values'] },
  { ...history, id: 'folded-history', table: 'folded_rows', columns: ['row_values'] },
  {
    id: 'repeats',
    table: 'replays',
    columns: ['request_hash'],
    what: {
      sv: 'En kontrollsumma av en begäran, som kan ha gällt en kontaktperson. Svaret sparas utan personuppgifter.',
      en: 'A digest of a request, which may have been about a contact. The answer is kept without personal data.',
    },
    whose: { sv: 'Kontaktpersoner.', en: 'Contacts.' },
    why: {
      sv: 'För att en begäran som skickas om inte ska utföras två gånger.',
      en: 'So that a request that is sent again is not carried out twice.',
    },
    basis: publicTask,
    howLong: { sv: '48 timmar.', en: '48 hours.' },
    seenBy: { sv: 'Ingen.', en: 'Nobody.' },
    source: { sv: 'Registret självt.', en: 'The register itself.' },
  },
]

/** What the register is made to do without. */
export const notHeld: Words[] = [
  {
    sv: 'Deltagare: registret räknar platser och vet aldrig vem som får dem. Den som förmedlar en plats har en egen referens, som inte får vara ett namn, ett nummer eller en adress.',
    en: 'Participants: the register counts places and never knows who gets them. Whoever fills a place has a reference of its own, which must not be a name, a number or an address.',
  },
  {
    sv: 'Små tal: utfall under fem visas inte för allmänheten. Vad som visas bestäms när en uppgift skrivs, mot allt som någonsin har visats, så att ingen summa avslöjar dem; det som har visats sparas. En samordnare kan publicera en uppgift ändå. Antal platser är exakta, för en plats är ingen person; hur många som har slutfört en visas från fem.',
    en: 'Small figures: outcomes below five are not shown to the public. What is shown is decided when a figure is written, against all that was ever shown, so that no sum reveals them; what was shown is kept. A coordinator can publish a figure all the same. Numbers of places are exact, since a place is no person; how many have completed one is shown from five on.',
  },
  {
    sv: 'Personnummer: avvisas innan de sparas, loggas eller upprepas.',
    en: 'Personal identity numbers: refused before they are stored, logged or repeated.',
  },
  {
    sv: 'Organisationers egna funktionsadresser, som info@: de är ingen persons.',
    en: 'Function addresses of organisations, as info@: they are no person’s.',
  },
]

/** What a person can ask for, and what becomes of copies. */
export const rights: Words[] = [
  {
    sv: 'Den som är kontaktperson får veta allt som registret har om den (registerutdrag), få det rättat, återkalla sitt samtycke och bli raderad. Vänd dig till din organisation eller till den personuppgiftsansvarige.',
    en: 'A contact is told all that the register holds on it (extract), has it corrected, withdraws its consent and is erased. Turn to your organisation or to the controller.',
  },
  {
    sv: 'Säkerhetskopior ändras inte: det som har raderats finns i dem tills de har ersatts.',
    en: 'Backups are not changed: what has been erased is in them until they have been replaced.',
  },
]
