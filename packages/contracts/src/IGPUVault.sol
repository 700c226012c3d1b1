// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title What the vault promises
/// @notice Holds customers' deposits, holds the price of a rental while it runs, and credits the provider for metered
/// seconds. Amounts are base units of one token, or of the chain's own coin; rates are base units a second; times are
/// seconds since 1970. Whatever happens, the sum of all balances and open holds is what the vault holds, and nobody is
/// ever pushed money: everybody withdraws. A deadline, an expiry and a grace include the second they name.
interface IGPUVault {
    /// @notice A customer's agreement to rent from a provider at a rate for a term; signed, relayed by an operator.
    struct RentalOrder {
        uint64 rentalId;
        address customer;
        address provider;
        uint64 ratePerSecond;
        uint32 maxSeconds;
        uint40 deadline;
    }

    /// @notice A longer term for an open rental: `maxSeconds` is the new total, counted from the opening.
    struct Extension {
        uint64 rentalId;
        uint32 maxSeconds;
        uint40 deadline;
    }

    /// @notice A customer's signed permission for `key` to sign orders in his name; a limit of 0 takes it away.
    struct SessionGrant {
        address customer;
        address key;
        uint128 spendLimit;
        uint40 expiresAt;
        uint256 nonce;
    }

    /// @notice Seconds used since the rental opened, cumulative; `close` ends the rental and returns the rest.
    struct Usage {
        uint64 rentalId;
        uint32 usedSeconds;
        bool close;
    }

    /// @notice A rental as it stands. All zero if it was never opened; `stoppedAt` is zero until somebody stops it.
    struct Rental {
        address customer;
        address provider;
        uint64 ratePerSecond;
        uint32 maxSeconds;
        uint40 openedAt;
        uint40 stoppedAt;
        uint32 usedSeconds;
        uint16 feeBps;
        bool open;
    }

    event Deposited(address indexed account, address indexed from, uint256 amount);
    event Withdrawn(address indexed account, address indexed to, uint256 amount);
    event RentalOpened(
        uint64 indexed rentalId,
        address indexed customer,
        address indexed provider,
        address signer,
        uint64 ratePerSecond,
        uint32 maxSeconds,
        uint16 feeBps
    );
    event RentalExtended(uint64 indexed rentalId, uint32 maxSeconds);
    event RentalSettled(uint64 indexed rentalId, uint32 usedSeconds, uint256 charge, uint256 fee);
    event RentalStopped(uint64 indexed rentalId, address indexed by);
    event RentalClosed(uint64 indexed rentalId, uint256 refund);
    event SessionKeyGranted(address indexed customer, address indexed key, uint128 spendLimit, uint40 expiresAt);
    event SessionKeyRevoked(address indexed customer, address indexed key);
    event OperatorSet(address indexed account, bool allowed);
    event FeeSet(uint16 feeBps);
    event FeeRecipientSet(address indexed account);
    event OpeningPausedSet(bool paused);

    error ZeroAmount();
    error ZeroAddress();
    error WrongValue(uint256 sent, uint256 expected);
    error InsufficientBalance(uint256 available, uint256 needed);
    error NotOperator(address caller);
    error NotParty(address caller);
    error OpeningPaused();
    error InvalidSignature();
    error DeadlinePassed(uint40 deadline);
    error BadNonce(uint256 given, uint256 expected);
    error RentalExists(uint64 rentalId);
    error RentalNotOpen(uint64 rentalId);
    /// @notice The term is outside one hour to thirty days, or the extension does not lengthen.
    error BadTerm(uint32 maxSeconds);
    error BadRate();
    error FeeTooHigh(uint16 feeBps);
    error SessionKeyExpired(uint40 expiresAt);
    error SpendLimitExceeded(uint256 left, uint256 needed);
    error UsageDecreased(uint32 given, uint32 settled);
    error UsageBeyondElapsed(uint32 given, uint32 elapsed);
    error UsageBeyondTerm(uint32 given, uint32 maxSeconds);
    error GraceNotOver(uint40 until);
    /// @notice The token moved another amount than it was asked to.
    error TransferMismatch(uint256 received, uint256 expected);

    /// @notice Pays `amount` into the caller's balance. Native coin: sent along, exactly; token: pulled by allowance.
    function deposit(uint256 amount) external payable;

    /// @notice Pays `amount` of the caller's money into `account`'s balance.
    function depositFor(address account, uint256 amount) external payable;

    /// @notice Pays `amount` of the caller's balance out to `to`. No role can prevent it.
    function withdraw(uint256 amount, address to) external;

    /// @notice Opens a rental by a signed order: moves `ratePerSecond * maxSeconds` from the customer's balance into
    /// its hold and starts its clock. Operators only. The fee of this moment is the rental's fee for good.
    /// @param signature the customer's own (EOA or ERC-1271), or a live session key's whose limit covers the hold.
    function openRental(RentalOrder calldata order, bytes calldata signature) external;

    /// @notice Lengthens an open, unstopped rental by a signed extension and holds the difference. Operators only;
    /// a pause of opening does not stop it. A second session key may not extend what a first one pays for.
    function extendRental(Extension calldata extension, bytes calldata signature) external;

    /// @notice Charges the seconds used since the last settlement and closes where asked. Operators only. Used seconds
    /// never decrease, never pass the elapsed seconds, never pass the term; any such entry reverts the whole batch. An
    /// entry that changes nothing is ignored, also on a closed rental, so that a batch sent twice is harmless. No state
    /// of balances, tokens, pauses, owners or receivers makes it revert.
    function settle(Usage[] calldata usages) external;

    /// @notice Stops a rental's clock, at the end of the term at the latest: no second after it can be charged. Moves no
    /// money; a second stop changes nothing. For its customer, its provider and operators.
    function stopRental(uint64 rentalId) external;

    /// @notice Returns the unsettled rest to the customer, from seven days after the stop or the end of the term on.
    /// Anybody may call it.
    function reclaim(uint64 rentalId) external;

    /// @notice Lets `key` sign orders and extensions for the caller until `expiresAt`, holding `spendLimit` at most over
    /// its life less what was refunded. Granting again replaces limit and expiry, never what was spent.
    function grantSessionKey(address key, uint128 spendLimit, uint40 expiresAt) external;

    /// @notice The same by the customer's own signature; anybody may relay it. The nonce is `grantNonce(customer)`.
    function grantSessionKeyFor(SessionGrant calldata grant, bytes calldata signature) external;

    /// @notice Takes the caller's permission from `key`, and from every signed grant not yet relayed.
    function revokeSessionKey(address key) external;

    /// @notice Names or removes an operator. Owner only.
    function setOperator(address account, bool allowed) external;

    /// @notice Sets the fee of rentals opened later, in basis points, 1000 at most. Owner only.
    function setFee(uint16 feeBps) external;

    /// @notice Sets who is credited with the fees of later settlements. Owner only.
    function setFeeRecipient(address account) external;

    /// @notice Pauses or resumes opening, and nothing else. Owner only.
    function setOpeningPaused(bool paused) external;

    /// @notice What `account` can withdraw now.
    function balanceOf(address account) external view returns (uint256);

    /// @notice The rental, open or closed; all zero if it was never opened.
    function rental(uint64 rentalId) external view returns (Rental memory);

    /// @notice What is left of the rental's hold; zero when it is closed or was never opened.
    function holdOf(uint64 rentalId) external view returns (uint256);

    /// @notice What a key may spend over its life, what of that is out or used, and until when it may sign.
    function sessionKey(address customer, address key)
        external
        view
        returns (uint128 spendLimit, uint128 spent, uint40 expiresAt);

    /// @notice The nonce that the customer's next signed grant must carry.
    function grantNonce(address customer) external view returns (uint256);

    function isOperator(address account) external view returns (bool);

    /// @notice The token the vault counts in; zero for the chain's own coin.
    function token() external view returns (address);

    function feeBps() external view returns (uint16);

    function feeRecipient() external view returns (address);

    function openingPaused() external view returns (bool);
}
