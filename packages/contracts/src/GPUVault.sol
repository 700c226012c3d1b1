// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IGPUVault} from "./IGPUVault.sol";
import {RentalSlot, RentalSlots} from "./RentalSlot.sol";
import {VaultBalances} from "./VaultBalances.sol";
import {VaultKeys} from "./VaultKeys.sol";

/// @title The vault of WorldLand Cloud
/// @notice See {IGPUVault} for what it promises. Not upgradeable, and written for the rules of London.
contract GPUVault is IGPUVault, Ownable2Step, VaultBalances, VaultKeys {
    /// @dev The session key with money in a rental, and how much: a rate of 64 bits times a term of 24 fits.
    struct Stake {
        address key;
        uint96 amount;
    }

    uint32 public constant MIN_SECONDS = 1 hours;
    uint32 public constant MAX_SECONDS = 30 days;
    uint256 public constant GRACE = 7 days;
    uint16 public constant MAX_FEE_BPS = 1000;
    uint256 private constant BPS = 10_000;

    bytes32 private constant ORDER_TYPE = keccak256(
        "RentalOrder(uint64 rentalId,address customer,address provider,uint64 ratePerSecond,uint32 maxSeconds,uint40 deadline)"
    );
    bytes32 private constant EXTENSION_TYPE = keccak256("Extension(uint64 rentalId,uint32 maxSeconds,uint40 deadline)");

    /// @inheritdoc IGPUVault
    address public feeRecipient;
    /// @inheritdoc IGPUVault
    uint16 public feeBps;
    /// @inheritdoc IGPUVault
    bool public openingPaused;
    /// @dev Parties of rentals are known by number, so that a rental fits one slot. Numbers begin at 1.
    uint32 private _lastNumber;

    /// @inheritdoc IGPUVault
    mapping(address account => bool) public isOperator;
    mapping(address account => uint32) private _numberOf;
    mapping(uint32 number => address) private _accountOf;
    mapping(uint64 rentalId => RentalSlot) private _rentals;
    mapping(uint64 rentalId => Stake) private _stakes;

    modifier onlyOperator() {
        if (!isOperator[msg.sender]) revert NotOperator(msg.sender);
        _;
    }

    /// @param token_ the token to count in; zero for the chain's own coin
    constructor(address token_, address owner_, address feeRecipient_, uint16 feeBps_)
        Ownable(_notZero(owner_))
        VaultBalances(token_)
    {
        _setFee(feeBps_);
        _setFeeRecipient(feeRecipient_);
    }

    /// @inheritdoc IGPUVault
    function openRental(RentalOrder calldata order, bytes calldata signature) external onlyOperator {
        if (openingPaused) revert OpeningPaused();
        if (block.timestamp > order.deadline) revert DeadlinePassed(order.deadline);
        if (order.provider == address(0)) revert ZeroAddress();
        if (order.ratePerSecond == 0) revert BadRate();
        if (order.maxSeconds < MIN_SECONDS || order.maxSeconds > MAX_SECONDS) revert BadTerm(order.maxSeconds);
        if (_rentals[order.rentalId].wasOpened()) revert RentalExists(order.rentalId);

        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ORDER_TYPE, order)));
        address signer = _signerOf(order.customer, digest, signature);
        if (signer == address(0)) revert InvalidSignature();
        uint256 hold = uint256(order.ratePerSecond) * order.maxSeconds;
        bool keyed = signer != order.customer;
        if (keyed) _stake(order.rentalId, order.customer, signer, hold);
        _debit(order.customer, hold);

        uint16 fee = feeBps;
        RentalSlot slot = RentalSlots.create(
            _number(order.customer), _number(order.provider), order.ratePerSecond, order.maxSeconds, fee
        );
        _rentals[order.rentalId] = keyed ? slot.keyed() : slot;
        emit RentalOpened(
            order.rentalId, order.customer, order.provider, signer, order.ratePerSecond, order.maxSeconds, fee
        );
    }

    /// @inheritdoc IGPUVault
    function extendRental(Extension calldata extension, bytes calldata signature) external onlyOperator {
        if (block.timestamp > extension.deadline) revert DeadlinePassed(extension.deadline);
        (uint64 id, uint32 term) = (extension.rentalId, extension.maxSeconds);
        RentalSlot slot = _requireOpen(id);
        if (slot.isStopped()) revert RentalNotOpen(id);
        if (term <= slot.term() || term > MAX_SECONDS) revert BadTerm(term);

        address customer = _accountOf[slot.customer()];
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(EXTENSION_TYPE, extension)));
        address signer = _signerOf(customer, digest, signature);
        if (signer == address(0)) revert InvalidSignature();
        uint256 added = uint256(slot.rate()) * (term - slot.term());
        if (signer != customer) {
            if (slot.isKeyed() && _stakes[id].key != signer) revert InvalidSignature();
            _stake(id, customer, signer, added);
            slot = slot.keyed();
        }
        _debit(customer, added);
        _rentals[id] = slot.withTerm(term);
        emit RentalExtended(id, term);
    }

    /// @inheritdoc IGPUVault
    function settle(Usage[] calldata usages) external onlyOperator {
        uint256 fees;
        uint256 earned;
        uint32 payee;
        for (uint256 i = 0; i < usages.length; ++i) {
            (uint32 provider, uint256 charge, uint256 fee) = _settle(usages[i]);
            // Credits are written when the provider changes, so a batch sorted by provider writes each once.
            if (provider != payee) {
                if (earned != 0) _credit(_accountOf[payee], earned);
                (payee, earned) = (provider, 0);
            }
            unchecked {
                earned += charge - fee; // out of holds that the vault has
                fees += fee;
            }
        }
        if (earned != 0) _credit(_accountOf[payee], earned);
        if (fees != 0) _credit(feeRecipient, fees);
    }

    /// @inheritdoc IGPUVault
    function stopRental(uint64 rentalId) external {
        RentalSlot slot = _requireOpen(rentalId);
        uint32 caller = _numberOf[msg.sender];
        bool isParty = caller != 0 && (caller == slot.customer() || caller == slot.provider());
        if (!isParty && !isOperator[msg.sender]) revert NotParty(msg.sender);
        if (slot.isStopped()) return;
        (uint256 elapsed, uint256 term) = (slot.elapsed(), slot.term());
        _rentals[rentalId] = slot.stopped(elapsed < term ? elapsed : term);
        emit RentalStopped(rentalId, msg.sender);
    }

    /// @inheritdoc IGPUVault
    function reclaim(uint64 rentalId) external {
        RentalSlot slot = _requireOpen(rentalId);
        uint256 until = slot.endsAt() + GRACE;
        if (block.timestamp < until) revert GraceNotOver(uint40(until));
        _rentals[rentalId] = slot.closed();
        _refund(rentalId, slot);
    }

    /// @inheritdoc IGPUVault
    function setOperator(address account, bool allowed) external onlyOwner {
        isOperator[_notZero(account)] = allowed;
        emit OperatorSet(account, allowed);
    }

    /// @inheritdoc IGPUVault
    function setFee(uint16 feeBps_) external onlyOwner {
        _setFee(feeBps_);
    }

    /// @inheritdoc IGPUVault
    function setFeeRecipient(address account) external onlyOwner {
        _setFeeRecipient(account);
    }

    /// @inheritdoc IGPUVault
    function setOpeningPaused(bool paused) external onlyOwner {
        openingPaused = paused;
        emit OpeningPausedSet(paused);
    }

    /// @inheritdoc IGPUVault
    function rental(uint64 rentalId) external view returns (Rental memory) {
        RentalSlot slot = _rentals[rentalId];
        return Rental({
            customer: _accountOf[slot.customer()],
            provider: _accountOf[slot.provider()],
            ratePerSecond: slot.rate(),
            maxSeconds: slot.term(),
            openedAt: slot.openedAt(),
            stoppedAt: slot.isStopped() ? uint40(slot.endsAt()) : 0,
            usedSeconds: slot.used(),
            feeBps: slot.feeBps(),
            open: slot.isOpen()
        });
    }

    /// @inheritdoc IGPUVault
    function holdOf(uint64 rentalId) external view returns (uint256) {
        RentalSlot slot = _rentals[rentalId];
        return slot.isOpen() ? slot.hold() : 0;
    }

    /// @dev Takes one entry in, refunds on closing, and says what its provider and the platform have earned by it.
    function _settle(Usage calldata usage) private returns (uint32 provider, uint256 charge, uint256 fee) {
        (uint64 id, uint32 used, bool close) = (usage.rentalId, usage.usedSeconds, usage.close);
        RentalSlot slot = _rentals[id];
        uint32 before = slot.used();
        provider = slot.provider();
        if (!slot.isOpen()) {
            if (used != before || !slot.wasOpened()) revert RentalNotOpen(id);
            return (provider, 0, 0);
        }
        _checkUsage(slot, used);
        slot = slot.withUsed(used);
        _rentals[id] = close ? slot.closed() : slot;
        if (used != before) {
            unchecked {
                charge = uint256(slot.rate()) * (used - before);
                fee = charge * slot.feeBps() / BPS;
            }
            emit RentalSettled(id, used, charge, fee);
        }
        if (close) _refund(id, slot);
    }

    function _checkUsage(RentalSlot slot, uint32 used) private view {
        if (used < slot.used()) revert UsageDecreased(used, slot.used());
        uint256 elapsed = slot.elapsed();
        if (used > elapsed) revert UsageBeyondElapsed(used, uint32(elapsed));
        if (used > slot.term()) revert UsageBeyondTerm(used, slot.term());
    }

    /// @dev Returns what is left of the hold: to the customer's balance, and first of all to the limit of the key that
    /// put money in.
    function _refund(uint64 id, RentalSlot slot) private {
        uint256 refund = slot.hold();
        if (refund != 0) {
            address customer = _accountOf[slot.customer()];
            _credit(customer, refund);
            if (slot.isKeyed()) {
                Stake memory stake = _stakes[id];
                _unspend(customer, stake.key, refund < stake.amount ? refund : stake.amount);
            }
        }
        emit RentalClosed(id, refund);
    }

    function _stake(uint64 id, address customer, address key, uint256 amount) private {
        _spend(customer, key, amount);
        _stakes[id] = Stake(key, uint96(_stakes[id].amount + amount));
    }

    /// @dev The rental, which must be open.
    function _requireOpen(uint64 id) private view returns (RentalSlot slot) {
        slot = _rentals[id];
        if (!slot.isOpen()) revert RentalNotOpen(id);
    }

    /// @dev The account's number, given on first use.
    function _number(address account) private returns (uint32 number) {
        number = _numberOf[account];
        if (number == 0) {
            number = ++_lastNumber;
            _numberOf[account] = number;
            _accountOf[number] = account;
        }
    }

    function _setFee(uint16 feeBps_) private {
        if (feeBps_ > MAX_FEE_BPS) revert FeeTooHigh(feeBps_);
        feeBps = feeBps_;
        emit FeeSet(feeBps_);
    }

    function _setFeeRecipient(address account) private {
        feeRecipient = _notZero(account);
        emit FeeRecipientSet(account);
    }

    function _notZero(address account) private pure returns (address) {
        if (account == address(0)) revert ZeroAddress();
        return account;
    }
}
