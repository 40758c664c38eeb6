import { Type } from 'typebox'
import type { App } from '../http/app.ts'
import { municipality } from '../municipality.ts'
import { changed, mutate } from '../http/responses/mutate.ts'
import { answer, operation } from '../http/contract/describe-operation.ts'
import { Id, ref } from '../http/contract/schema.ts'
import { readAs } from '../work.ts'
import { Contact } from '../registry/contacts/schema.ts'
import { eraseContact } from './erasure.commands.ts'
import { Erasure } from './erasure.schema.ts'
import { getExtract } from './extract.queries.ts'
import { PersonalData } from './extract.schema.ts'
import { contactsErased } from './metrics.ts'
import { notHeld, processing, rights } from './processing.ts'
import { Privacy } from './schema.ts'

const tag = 'Personal data'
const params = Type.Object({ contactId: Id })
const config = { access: ['coordinator', 'partner', 'matcher'] } as const

export function privacyRoutes(app: App): void {
  app.get(
    '/privacy',
    {
      config: { access: 'public' },
      schema: operation(
        tag,
        'getPrivacy',
        'Read which personal data the register holds',
        'The register of processing: what is held on whom, why, on which basis, how long and who sees it.',
        { response: { 200: answer(Privacy, 'The register of processing.') } },
      ),
    },
    async () => ({ controller: municipality.convener, processing, notHeld, rights }),
  )

  app.get(
    '/contacts/:contactId/extract',
    {
      config,
      schema: operation(
        tag,
        'getExtract',
        'Read all that is held on a contact',
        'Registerutdrag: the contact and its consents, what it signed and supervises, who changed it, and why all this is kept. Of your own organisation’s, or of any as a coordinator.',
        {
          params,
          response: { 200: answer(PersonalData, 'All that the register holds.') },
        },
      ),
    },
    async (request, reply) => {
      const { actor } = request
      const { contactId } = request.params
      const extract = await readAs(app.db, actor, (tx) => getExtract(tx, actor, contactId))
      return reply.header('cache-control', 'private, no-store').send(extract)
    },
  )

  app.post(
    '/contacts/:contactId/erasure',
    {
      config,
      schema: operation(
        tag,
        'eraseContact',
        'Erase a contact, for good',
        'All that tells of the person is blanked, in the contact, its consents, its signatures and in the log; what refers to the contact still does. Doing it again changes nothing.',
        {
          params,
          body: ref(Erasure),
          response: { 200: answer(Contact, 'The contact, erased.') },
        },
      ),
    },
    async (request, reply) => {
      let erased = 0
      await mutate(request, reply, async (work) => {
        const { row, isNew } = await eraseContact(work, request.params.contactId, request.body)
        erased = Number(isNew)
        return changed(row)
      })
      contactsErased.inc({ by: 'request' }, erased)
      return reply
    },
  )
}
