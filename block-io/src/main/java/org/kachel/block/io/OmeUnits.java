package org.kachel.block.io;

import java.util.Locale;

/** Units of length as OME-Zarr spells them. */
final class OmeUnits {
    private OmeUnits() {}

    /** {@code micrometer} for {@code um}, {@code µm}, {@code micron}; what is unknown is kept, {@code pixel} is no unit. */
    static String named(String unit) {
        String text = unit.trim();
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "", "pixel", "pixels", "px", "voxel", "null" -> "";
            case "nm", "nanometer", "nanometers", "nanometre" -> "nanometer";
            case "um", "µm", "μm", "\\u00b5m", "micron", "microns", "micrometer", "micrometers", "micrometre" ->
                "micrometer";
            case "mm", "millimeter", "millimeters", "millimetre" -> "millimeter";
            case "cm", "centimeter", "centimeters", "centimetre" -> "centimeter";
            case "m", "meter", "meters", "metre" -> "meter";
            case "a", "å", "angstrom", "ångström" -> "angstrom";
            default -> text;
        };
    }
}
