import type { Localized } from '@eoms/contracts/endpoint';

/** Positions of the demo company by code. */
export const demoPositions = {
  'general-manager': { zh: '总经理', en: 'General manager' },
  'deputy-general-manager': { zh: '副总经理', en: 'Deputy general manager' },
  'executive-assistant': { zh: '总经理助理', en: 'Executive assistant' },
  'department-head': { zh: '部门总监', en: 'Head of department' },
  manager: { zh: '经理', en: 'Manager' },
  lead: { zh: '组长', en: 'Team lead' },
  specialist: { zh: '专员', en: 'Specialist' },
  agent: { zh: '客服专员', en: 'Service agent' },
  'regional-manager': { zh: '大区经理', en: 'Regional manager' },
  supervisor: { zh: '督导', en: 'Supervisor' },
  'store-manager': { zh: '店长', en: 'Store manager' },
  'store-staff': { zh: '店员', en: 'Store assistant' },
  cashier: { zh: '收银员', en: 'Cashier' },
} as const satisfies Record<string, Localized>;

/** Code of a position of the demo company. */
export type DemoPosition = keyof typeof demoPositions;

/** Places at headquarters by department: position, level, how many. 74 in all. */
export const headquarterPlaces: Readonly<Record<string, readonly (readonly [DemoPosition, number, number])[]>> = {
  executive: [
    ['general-manager', 9, 1],
    ['deputy-general-manager', 8, 1],
    ['executive-assistant', 5, 1],
  ],
  service: [
    ['agent', 3, 8],
    ['lead', 4, 3],
    ['manager', 6, 1],
    ['agent', 2, 4],
    ['agent', 1, 2],
  ],
  'member-ops': [
    ['department-head', 7, 1],
    ['lead', 4, 1],
    ['specialist', 3, 3],
  ],
  'market-ops': [
    ['department-head', 7, 1],
    ['manager', 6, 1],
    ['specialist', 3, 4],
  ],
  'store-ops': [
    ['department-head', 7, 1],
    ['manager', 6, 2],
    ['specialist', 4, 3],
    ['specialist', 3, 2],
  ],
  'product-ops': [
    ['department-head', 7, 1],
    ['specialist', 3, 3],
  ],
  administration: [
    ['manager', 6, 1],
    ['specialist', 3, 3],
  ],
  hr: [
    ['department-head', 7, 1],
    ['specialist', 3, 3],
  ],
  procurement: [
    ['manager', 6, 1],
    ['specialist', 3, 2],
  ],
  audit: [
    ['department-head', 7, 1],
    ['specialist', 4, 2],
  ],
  finance: [
    ['department-head', 7, 1],
    ['manager', 6, 1],
    ['specialist', 4, 4],
  ],
  legal: [
    ['department-head', 7, 1],
    ['specialist', 5, 3],
  ],
  'it-ops': [
    ['manager', 6, 1],
    ['specialist', 5, 5],
  ],
};

/** Surnames of generated people. */
export const surnames = [
  ...'王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严',
];

/** Given names of generated people. */
export const givenNames = [
  '伟',
  '芳',
  '娜',
  '敏',
  '静',
  '丽',
  '强',
  '磊',
  '军',
  '洋',
  '勇',
  '艳',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '秀英',
  '霞',
  '平',
  '刚',
  '桂英',
  '建国',
  '建华',
  '文博',
  '志远',
  '浩然',
  '子涵',
  '雨桐',
  '梓轩',
  '欣怡',
  '思远',
  '佳琪',
  '俊杰',
  '晓东',
  '海燕',
  '春梅',
  '国栋',
  '振宇',
  '天佑',
  '若曦',
  '一鸣',
  '嘉豪',
  '诗涵',
  '宇航',
  '晨曦',
  '婉婷',
  '立新',
  '永强',
  '少华',
  '玉兰',
  '金凤',
  '家乐',
  '景行',
  '凯旋',
  '乐',
  '宁',
  '然',
  '航',
  '璐',
] as const;
