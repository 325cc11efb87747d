package dev.lockstep.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.MissingCells;
import java.util.List;

/** A user's choices of the features' columns in JSON; a missing field stands for the default. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record InputFields(
    List<String> features,
    List<String> excluded,
    String id,
    List<String> categorical,
    Integer maxCategories,
    Boolean refuseUnseen,
    MissingCells missing,
    Boolean missingFlag,
    Boolean dates) {

  /** Returns the fields; null for the default of all. */
  static InputFields of(InputChoices choices) {
    return choices.asMade().equals(InputChoices.DEFAULT)
        ? null
        : new InputFields(
            choices.features(),
            choices.excluded(),
            choices.id(),
            choices.categorical(),
            choices.maxCategories(),
            choices.refuseUnseen(),
            choices.missing(),
            choices.missingFlag(),
            choices.dates());
  }

  InputChoices choices() {
    return new InputChoices(
        features,
        excluded,
        id,
        categorical,
        maxCategories,
        refuseUnseen,
        missing,
        missingFlag,
        dates,
        /* known= */ null,
        /* sure= */ false);
  }
}
