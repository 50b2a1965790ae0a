import { errorCode } from "./problem.ts";

/** What a file operation answers, or undefined where there is no such file. Every other error is thrown on. */
export async function ifThere<T>(operation: Promise<T>): Promise<T | undefined> {
	try {
		return await operation;
	} catch (error) {
		if (errorCode(error) === "ENOENT") return undefined;
		throw error;
	}
}
