import type { Browser } from '@playwright/test';
import { variantNames, variants, type Variant } from './builds.ts';
import { figure, median, type Figure } from './figures.ts';
import { coldVisit, countBytes, preloadedVisit, type Bytes, type Site, type Times } from './scenarios.ts';

/** The three variants, each served by a BFF of its own on the same data. */
export type Sites = Readonly<Record<Variant, Site>>;

type Goals = Readonly<Record<keyof Bytes, { readonly kilobytes: number; readonly requests?: number }>>;

const BYTE_GOALS: Goals = {
  menu: { kilobytes: 120, requests: 8 },
  first: { kilobytes: 310 },
  second: { kilobytes: 30 },
};

const partNames: Readonly<Record<keyof Bytes, string>> = {
  menu: 'shell until the menu is interactive',
  first: 'first remote beyond it',
  second: 'second remote beyond both',
};

const KILOBYTE = 1000;

function byteFigures(part: keyof Bytes, of: Readonly<Record<Variant, Bytes>>): Figure[] {
  const goals = BYTE_GOALS[part];
  return variants.flatMap((variant) => {
    const { fileBytes, files, requests } = of[variant][part];
    const name = `${partNames[part]}, ${variantNames[variant]}`;
    const compared = variant === 'portal';
    const floor = of.lazy[part];
    return [
      figure(`bytes of files: ${name}`, fileBytes / KILOBYTE, 'kB', {
        better: 'lower',
        ...(compared ? { floor: floor.fileBytes / KILOBYTE, goal: goals.kilobytes } : {}),
      }),
      figure(`requests for files: ${name}`, files, '', {
        better: 'lower',
        ...(compared ? { floor: floor.files } : {}),
      }),
      figure(`requests with sign-in and API: ${name}`, requests, '', {
        better: 'lower',
        ...(compared ? { floor: floor.requests } : {}),
        ...(compared && goals.requests ? { goal: goals.requests } : {}),
      }),
    ];
  });
}

/** Bytes and requests of each variant, read in one visit each. */
export async function measureBytes(browser: Browser, sites: Sites): Promise<Figure[]> {
  const bytes = {
    portal: await countBytes(browser, sites.portal),
    lazy: await countBytes(browser, sites.lazy),
    bundle: await countBytes(browser, sites.bundle),
  };
  return (Object.keys(partNames) as (keyof Bytes)[]).flatMap((part) => byteFigures(part, bytes));
}

interface Scenario {
  readonly name: string;
  readonly slowdown: number;
  readonly visit: (browser: Browser, site: Site, slowdown: number) => Promise<Times>;
  readonly goals: Partial<Record<keyof Times, number>>;
}

const scenariosAt = (slowdown: number): Scenario[] => [
  { name: 'cold', slowdown, visit: coldVisit, goals: { menu: 1.25 } },
  { name: 'preloaded', slowdown, visit: preloadedVisit, goals: { first: 1.05, second: 1.05 } },
];

const scenarios = [...scenariosAt(1), ...scenariosAt(4)];

type Taken = Record<Variant, Times[]>;

const stepNames: Readonly<Record<keyof Times, string>> = {
  menu: 'interactive menu, reload of a signed-in employee with empty HTTP cache',
  first: 'click to page of the first remote',
  second: 'click to page of the second remote',
};

function timeFigures(scenario: Scenario, step: keyof Times, taken: Taken): Figure[] {
  const name = `${stepNames[step]}${step === 'menu' ? '' : `, ${scenario.name}`}, CPU ${scenario.slowdown === 1 ? 'as it is' : `${scenario.slowdown} × slower`}`;
  const ms = (variant: Variant): number => median(taken[variant].map((times) => times[step]));
  const [portal, lazy, bundle] = [ms('portal'), ms('lazy'), ms('bundle')];
  const goal = scenario.goals[step];
  return [
    figure(`time: ${name}`, portal, 'ms', { better: 'lower', floor: lazy }),
    figure(`time: ${name}, of the lazy-route SPA`, portal / lazy, '×', {
      better: 'lower',
      floor: 1,
      ...(goal === undefined ? {} : { goal }),
    }),
    figure(`time: ${name}, of the one-bundle SPA`, portal / bundle, '×', { better: 'lower', floor: 1 }),
  ];
}

/** Both kinds of visit begin alike, so the time to the menu is told once. */
const stepsOf = ({ name }: Scenario): (keyof Times)[] =>
  name === 'cold' ? ['menu', 'first', 'second'] : ['first', 'second'];

/** Figures, and how many visits of each kind they are the median of. */
export interface TimeMeasure {
  readonly figures: readonly Figure[];
  readonly rounds: number;
}

/** Visits the variants in turns, round after round, for about so many seconds but at least three rounds. */
export async function measureTimes(browser: Browser, sites: Sites, seconds: number): Promise<TimeMeasure> {
  const taken = new Map<Scenario, Taken>(scenarios.map((each) => [each, { portal: [], lazy: [], bundle: [] }]));
  const begun = performance.now();
  let rounds = 0;
  for (let longest = 0; rounds < 3 || performance.now() - begun + longest < seconds * 1000; rounds += 1) {
    const roundBegun = performance.now();
    for (const scenario of scenarios) {
      // Another order each round, so that none always runs after the same one.
      for (let turn = 0; turn < variants.length; turn += 1) {
        const variant = variants[(turn + rounds) % variants.length] ?? 'portal';
        const times = await scenario.visit(browser, sites[variant], scenario.slowdown);
        taken.get(scenario)?.[variant].push(times);
      }
    }
    longest = Math.max(longest, performance.now() - roundBegun);
    console.log(
      `  round ${rounds + 1} of visits: ${((performance.now() - begun) / 1000).toFixed(0)} of ${seconds.toFixed(0)} s`,
    );
  }
  const figures = [...taken].flatMap(([scenario, times]) =>
    stepsOf(scenario).flatMap((step) => timeFigures(scenario, step, times)),
  );
  return { figures, rounds };
}
