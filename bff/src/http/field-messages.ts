import { en, zhCN } from 'zod/locales';
import type { z } from 'zod';
import type { Localized } from '@eoms/contracts/endpoint';

/** Texts of the codes our own schemas raise, and of the commonest refusals of zod in words a person can act on. */
const messages = {
  required: { zh: '必填', en: 'This value is required' },
  unknown_field: { zh: '不认识的字段', en: 'This field is not known' },
  wrong_type: { zh: '数据类型不正确', en: 'This value has the wrong type' },
  text_too_long: { zh: '内容过长', en: 'The text is too long' },
  text_too_short: { zh: '内容过短', en: 'The text is too short' },
  text_empty: { zh: '内容不能为空', en: 'The text must not be empty' },
  text_malformed: { zh: '含有无法识别的字符（残缺的编码）', en: 'The text contains a broken character' },
  text_forbidden_character: {
    zh: '含有不允许的控制字符或换行',
    en: 'The text contains a control character or line break that is not allowed',
  },
  number_too_large: { zh: '数值过大', en: 'The number is too large' },
  number_too_small: { zh: '数值过小', en: 'The number is too small' },
  list_too_long: { zh: '项目过多', en: 'The list has too many entries' },
  list_too_short: { zh: '项目过少', en: 'The list has too few entries' },
  not_an_option: { zh: '不在可选范围内', en: 'This value is not one of the options' },
  id_format: { zh: '编号格式不正确', en: 'This is not a valid id' },
  day_format: { zh: '日期格式应为 年-月-日，例如 2026-03-11', en: 'A day is written like 2026-03-11' },
  instant_format: {
    zh: '时间应为带毫秒的 UTC 时间，例如 2026-03-11T12:30:00.000Z',
    en: 'An instant is written in UTC with milliseconds, like 2026-03-11T12:30:00.000Z',
  },
  store_code_format: {
    zh: '门店编码应为两个字母加三到四位数字，例如 SH001',
    en: 'A store code is two letters and three or four digits, like SH001',
  },
  time_of_day_format: { zh: '时刻格式应为 时:分，例如 08:30', en: 'A time of day is written like 08:30' },
  phone_format: { zh: '电话号码应为 7 到 15 位数字', en: 'A phone number has 7 to 15 digits' },
  id_number_format: { zh: '证件号应为 6 到 24 位数字或字母', en: 'An ID number has 6 to 24 digits or letters' },
  account_format: {
    zh: '账号应以小写字母开头，由小写字母、数字、点、下划线或短横线组成，2 到 40 位',
    en: 'An account begins with a lower-case letter and has 2 to 40 letters, digits, dots, underscores or dashes',
  },
  client_id_format: {
    zh: '标识应以小写字母开头，由小写字母、数字或短横线组成，3 到 60 位',
    en: 'A client id begins with a lower-case letter and has 3 to 60 letters, digits or dashes',
  },
  item_target: { zh: '请选择一个角色或一个权限点（二者选一）', en: 'Name either a role or a permission' },
  comment_required: { zh: '驳回时请填写理由，申请人会看到', en: 'Say why you deny it: the applicant reads it' },
  scope_units: {
    zh: '选择“指定组织”时请选择组织单元，其他范围不能带组织单元',
    en: 'Name units for the reach “chosen units”, and none for any other',
  },
  code_format: {
    zh: '编码由小写字母、数字和短横线组成，以字母开头',
    en: 'A code has lower-case letters, digits and dashes, and begins with a letter',
  },
  meta_format: { zh: '权限点编码应为 系统.资源.操作', en: 'A permission is written system.resource.action' },
  path_format: { zh: '页面地址应以 / 开头，不含参数', en: 'An address begins with / and has no query' },
  question_unclear: { zh: '请只指定其中一项', en: 'Name exactly one of the two' },
  record_unclear: { zh: '请同时指定对象的类型和编号', en: 'Name both the kind and the id of the record' },
  version_format: {
    zh: '版本号应写成带引号的正整数，例如 "3"',
    en: 'The version is a positive integer in quotes, like "3"',
  },
  body_not_object: { zh: '请求内容应为 JSON 对象', en: 'The body must be a JSON object' },
} as const satisfies Record<string, Localized>;

type KnownCode = keyof typeof messages;

const isKnown = (code: string): code is KnownCode => Object.hasOwn(messages, code);

/** Texts of a known field code. */
export const fieldMessage = (code: KnownCode): Localized => messages[code];

const FORMATS: Record<string, KnownCode> = {
  uuid: 'id_format',
  lowercase: 'id_format',
  date: 'day_format',
  datetime: 'instant_format',
};
const SIZES: Record<string, { big: KnownCode; small: KnownCode }> = {
  string: { big: 'text_too_long', small: 'text_too_short' },
  array: { big: 'list_too_long', small: 'list_too_short' },
};
const NUMBERS = { big: 'number_too_large', small: 'number_too_small' } as const;

function knownCode(issue: z.core.$ZodIssue): KnownCode | undefined {
  if (isKnown(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'required' : 'wrong_type';
    case 'invalid_value':
      return issue.input === undefined ? 'required' : 'not_an_option';
    case 'invalid_union':
      return 'note' in issue ? 'not_an_option' : undefined;
    case 'too_big':
      return (SIZES[issue.origin] ?? NUMBERS).big;
    case 'too_small':
      return (SIZES[issue.origin] ?? NUMBERS).small;
    case 'invalid_format':
      return FORMATS[issue.format];
    default:
      return undefined;
  }
}

const inChinese = zhCN().localeError;
const inEnglish = en().localeError;

const localeText = (read: typeof inChinese, issue: z.core.$ZodIssue): string => {
  const text = read(issue as z.core.$ZodRawIssue);
  return typeof text === 'string' ? text : (text?.message ?? issue.message);
};

/** Stable code and texts of one refused value; what the catalogue does not name is told by zod's own locales. */
export function describeIssue(issue: z.core.$ZodIssue): { code: string; messages: Localized } {
  const code = knownCode(issue);
  if (code) return { code, messages: messages[code] };
  return { code: issue.code, messages: { zh: localeText(inChinese, issue), en: localeText(inEnglish, issue) } };
}
