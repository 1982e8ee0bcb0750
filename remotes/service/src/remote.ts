import { defineRemote } from '@eoms/kit/remote';

export const manifest = defineRemote({
  name: 'service',
  basePath: '/service',
  icon: 'headset',
  menu: [
    {
      id: 'tickets',
      title: { zh: '工单', en: 'Tickets' },
      icon: 'ticket',
      path: '/tickets',
      meta: 'service.ticket.view',
    },
    {
      id: 'new',
      title: { zh: '新建工单', en: 'New ticket' },
      icon: 'plus',
      path: '/tickets/new',
      meta: 'service.ticket.create',
    },
  ],
  routes: [
    { path: '/tickets', meta: 'service.ticket.view' },
    { path: '/tickets/new', meta: 'service.ticket.create' },
    { path: '/tickets/:ticketId', meta: 'service.ticket.view' },
  ],
  intents: {
    'ticket.open': { path: '/tickets/:ticketId', meta: 'service.ticket.view' },
    'ticket.list': { path: '/tickets', meta: 'service.ticket.view' },
    'ticket.create': { path: '/tickets/new', meta: 'service.ticket.create' },
  },
});
