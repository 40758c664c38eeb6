import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import type { App } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { changed, created, mutate, removed } from '../../http/responses/mutate.ts'
import { answer, noContent, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import { readAs } from '../../work.ts'
import { changeContact, createContact, removeContact } from './commands.ts'
import { contactList, getContact } from './queries.ts'
import { Contact, ContactPage, ContactPatch, ContactQuery, NewContact } from './schema.ts'

const tag = 'Contacts'
const params = Type.Object({ contactId: Id })
const config = { access: ['coordinator', 'partner', 'matcher'] } as const

export function contactRoutes(app: App): void {
  app.get(
    '/contacts',
    {
      config,
      schema: operation(
        tag,
        'listContacts',
        'List contacts',
        'Coordinators see all of them, an organisation its own. The oldest first.',
        {
          querystring: ContactQuery,
          response: { 200: answer(ContactPage, 'A page of contacts.') },
        },
      ),
    },
    async (request, reply) => {
      const { query, actor } = request
      return sendPage(request, reply, contactList, { actor, query })
    },
  )

  app.post(
    '/contacts',
    {
      config,
      schema: operation(
        tag,
        'createContact',
        'Add a contact',
        'To any organisation as a coordinator, else to your own. A repeated call with the same Idempotency-Key answers with the contact as it is by then.',
        {
          body: ref(NewContact),
          response: { 201: answer(Contact, 'The new contact.') },
        },
      ),
    },
    (request, reply) =>
      mutate(
        request,
        reply,
        async (work) => {
          const row = await createContact(work, request.body)
          return { ...created(row), kept: row.id }
        },
        async (work, id) => created(await getContact(work.tx, work.actor, id as string)),
      ),
  )

  app.get(
    '/contacts/:contactId',
    {
      config,
      schema: operation(tag, 'getContact', 'Read a contact', 'Your own organisation’s, or any as a coordinator.', {
        params,
        response: { 200: answer(Contact, 'The contact.') },
      }),
    },
    async (request, reply) => {
      const { actor } = request
      const { contactId } = request.params
      return sendRow(request, reply, await readAs(app.db, actor, (tx) => getContact(tx, actor, contactId)))
    },
  )

  app.patch(
    '/contacts/:contactId',
    {
      config,
      schema: operation(
        tag,
        'changeContact',
        'Change a contact',
        'Withdrawing the consent that a contact rests on also ends its publication.',
        {
          params,
          body: ref(ContactPatch),
          response: { 200: answer(Contact, 'The contact as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) =>
        changed(await changeContact(work, request.params.contactId, request.body)),
      ),
  )

  app.delete(
    '/contacts/:contactId',
    {
      config,
      schema: operation(
        tag,
        'removeContact',
        'Remove a contact',
        'Nothing of the person remains. Refused while a signature or a contribution refers to the contact.',
        {
          params,
          response: { 204: noContent('It is gone.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        await removeContact(work, request.params.contactId)
        return removed()
      }),
  )

  historyRoute(app, { path: '/contacts/:contactId', param: 'contactId', table: 'contacts', tag, noun: 'contact' })
}
