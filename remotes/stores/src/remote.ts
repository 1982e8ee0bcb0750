import { defineRemote } from '@eoms/kit/remote';

export const manifest = defineRemote({
  name: 'stores',
  basePath: '/stores',
  icon: 'store',
  menu: [
    {
      id: 'register',
      title: { zh: '门店档案', en: 'Store register' },
      icon: 'store',
      path: '/stores',
      meta: 'stores.store.view',
    },
    {
      id: 'new',
      title: { zh: '新建门店', en: 'New store' },
      icon: 'plus',
      path: '/stores/new',
      meta: 'stores.store.create',
    },
  ],
  routes: [
    { path: '/stores', meta: 'stores.store.view' },
    { path: '/stores/new', meta: 'stores.store.create' },
    { path: '/stores/:storeId', meta: 'stores.store.view' },
    { path: '/stores/:storeId/edit', meta: 'stores.store.edit' },
  ],
  intents: {
    'store.open': { path: '/stores/:storeId', meta: 'stores.store.view' },
  },
});
