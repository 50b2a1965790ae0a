/** Makes the text of a region. */
export type MakeRegion = () => string;

const REGION = /<!-- made by npm run docs: (\S+) -->\n([\s\S]*?)<!-- end -->/g;

/** The names of the regions of a page that are made from code, in order. */
export function regionNames(page: string): readonly string[] {
	return [...page.matchAll(REGION)].map(([, name = ""]) => name);
}

/** A page with every region between `<!-- made by npm run docs: name -->` and `<!-- end -->` made anew. */
export function fillRegions(page: string, regions: Readonly<Record<string, MakeRegion>>): string {
	return page.replaceAll(REGION, (_all, name: string) => {
		const make = Object.hasOwn(regions, name) ? regions[name] : undefined;
		if (make === undefined)
			throw new Error(`Nobody makes the region ${name}. There are: ${Object.keys(regions).join(", ")}`);
		return `<!-- made by npm run docs: ${name} -->\n${make().trim()}\n<!-- end -->`;
	});
}
