/** `-r other.txt` and `-c constraints.txt`, which start from the file that they stand in; the group is the file. */
export const INCLUDED = /^(?:-r|-c|--requirement|--constraint)[\s=]+(\S+)/;
