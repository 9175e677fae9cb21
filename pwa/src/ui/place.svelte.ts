// Which screen is open; the address holds it, so that the phone's back key works.

export type Place =
  | { screen: 'today' }
  | { screen: 'outlets' }
  | { screen: 'waits' }
  | { screen: 'attention' }
  | { screen: 'me' }
  | { screen: 'hand-over' }
  | { screen: 'new-outlet' }
  | { screen: 'bag' }
  | { screen: 'reports' }
  | { screen: 'wallet' }
  | { screen: 'answers' }
  | { screen: 'plans' }
  | { screen: 'sign-in' }
  | { screen: 'visit'; visit: string }
  | { screen: 'map'; route: string }
  | { screen: 'enrol'; code: string }

const PLAIN = ['outlets', 'waits', 'attention', 'me', 'hand-over', 'new-outlet', 'bag', 'reports', 'wallet', 'answers', 'plans', 'sign-in'] as const

export function read(hash: string): Place {
  const [screen, ...rest] = hash.replace(/^#\/?/, '').split('/')
  const name = rest.join('/')
  if (screen === 'visit' && name) return { screen, visit: decodeURIComponent(name) }
  if (screen === 'map' && name) return { screen, route: decodeURIComponent(name) }
  if (screen === 'enrol' && name) return { screen, code: name }
  return { screen: PLAIN.find((each) => each === screen) ?? 'today' }
}

class Here {
  place = $state.raw<Place>(read(location.hash))

  constructor() {
    addEventListener('hashchange', () => {
      this.place = read(location.hash)
      scrollTo(0, 0)
    })
  }
}

export const here = new Here()

export const address = {
  today: '#/',
  outlets: '#/outlets',
  waits: '#/waits',
  attention: '#/attention',
  me: '#/me',
  handOver: '#/hand-over',
  newOutlet: '#/new-outlet',
  bag: '#/bag',
  reports: '#/reports',
  wallet: '#/wallet',
  answers: '#/answers',
  plans: '#/plans',
  signIn: '#/sign-in',
  visit: (visit: string) => `#/visit/${visit}`,
  map: (route: string) => `#/map/${route}`,
}

export function go(to: string): void {
  location.hash = to
}
