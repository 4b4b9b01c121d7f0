/** Pictures for the mock: the project's demo photographs where they are checked out, drawn hills where they are not. */
interface Photograph {
  file: string;
  small: string;
  kind: string;
  width: number;
  height: number;
  alt_en: string;
  thumbhash: string;
}

const urls = import.meta.glob<string>('../../../../assets/demo/**/*.jpg', {
  eager: true,
  query: '?url',
  import: 'default',
});
const manifests = import.meta.glob<Photograph[]>('../../../../assets/demo/manifest.json', {
  eager: true,
  import: 'default',
});
const url = (path: string): string | undefined => urls[`../../../../assets/demo/${path}`];
const photographs = (Object.values(manifests)[0] ?? []).filter((one) => one.kind === 'photo' && url(one.file));

const drawn: Photograph = {
  file: '',
  small: '',
  kind: 'photo',
  width: 1600,
  height: 1067,
  alt_en: 'Hills under a low sun, no people in view',
  thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
};

/** The nth photograph, in an order that mixes subjects. */
export const photograph = (n: number): Photograph => photographs[(n * 7) % photographs.length] ?? drawn;

function hills(seed: number): string {
  const hue = (seed * 47) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 320" preserveAspectRatio="xMidYMid slice">
<rect width="480" height="320" fill="hsl(${hue} 55% 72%)"/><circle cx="${80 + ((seed * 61) % 320)}" cy="90" r="34" fill="hsl(${(hue + 60) % 360} 90% 90%)"/>
<path d="M0 190 Q120 90 240 180 T480 160 V320 H0Z" fill="hsl(${(hue + 120) % 360} 30% 46%)"/><path d="M0 240 Q140 190 280 250 T480 230 V320 H0Z" fill="hsl(${(hue + 130) % 360} 36% 30%)"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

const slugs = [
  'campus-diary',
  'white-collar-diary',
  'living-overseas',
  'parenting',
  'reading',
  'slow-tea',
  'weekend-trails',
  'balcony-gardens',
  'city-walks',
  'night-sky',
  'internet',
  'home-cooking',
];

/** Numbers below 10,000 are photographs of posts; icons, covers and avatars follow. */
export const ICON = 10_000;
export const COVER = 20_000;
export const AVATAR = 30_000;

export function picture(attachment: string, large: boolean): string {
  const n = parseInt(attachment.slice(-12), 16);
  const place = n % 10_000;
  const named = slugs[place % slugs.length] as string;
  if (n >= AVATAR) return url(`avatars/avatar-${String((place % 24) + 1).padStart(2, '0')}.jpg`) ?? hills(n);
  if (n >= COVER) return url(`covers/${named}.jpg`) ?? hills(n);
  if (n >= ICON) return url(`covers/${named}.icon.jpg`) ?? hills(n);
  const { file, small } = photograph(n);
  return url(large ? file : small) ?? hills(n);
}
