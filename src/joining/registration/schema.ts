import { Type, type Static } from 'typebox'
import { body, named, ref, Whole } from '../../http/contract/schema.ts'
import { signatureWithOrganisation } from '../../registry/agreements/signatures.schema.ts'
import { newContact } from '../../registry/contacts/schema.ts'
import { newOrganisation } from '../../registry/organisations/schema.ts'

const contact = { name: 'Kim Exempel (påhittad)', email: 'kim@exempelbygg.example', role: 'signatory' }
const signature = {
  agreementId: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11',
  signedOn: '2024-03-01',
  signedOnPrecision: 'day',
  method: 'paper',
  signedByContact: 0,
}

const OrganisationContact = named('NewOrganisationContact', body(newContact, { examples: [contact] }))

const OrganisationSignature = named(
  'NewOrganisationSignature',
  body(
    {
      ...signatureWithOrganisation,
      signedByContact: Type.Optional(Whole({ description: 'Which of the contacts signed, counted from 0.' })),
    },
    { examples: [signature] },
  ),
)

/** An organisation with its first contacts and its signature. */
export const NewOrganisation = named(
  'NewOrganisation',
  body(
    {
      ...newOrganisation,
      contacts: Type.Optional(Type.Array(ref(OrganisationContact), { maxItems: 20 })),
      signature: Type.Optional(ref(OrganisationSignature)),
    },
    {
      examples: [
        {
          name: 'Exempelbygg AB',
          organisationNumber: '499900-0005',
          kind: 'legal_entity',
          sector: 'business',
          contacts: [contact],
          signature,
        },
      ],
    },
  ),
)
export type Registration = Static<typeof NewOrganisation>
